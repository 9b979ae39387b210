using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Energies;
using Downhill.Report;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>The diagonal and the row ratio of kernels, by activation, width and depth.</summary>
internal static class KernelShapes
{
    private const int Pairs = 100;

    private static readonly double[] Widths = [16, 32, 64, 128, 256], Depths = [1, 2, 3, 4];

    internal static IEnumerable<Finding> Pictured(ExperimentContext context, int networks)
    {
        Nonlinearity[] bends = Enum.GetValues<Nonlinearity>();
        double[] widths = context.Size == ExperimentSize.Smoke ? Widths[..2] : Widths, depths = context.Size == ExperimentSize.Smoke ? Depths[..2] : Depths;
        KernelShape[][] wide = [.. bends.AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).Select(bend => widths.Select(width => Mean(bend, (int)width, 2)).ToArray())];
        KernelShape[][] deep = [.. bends.AsParallel().AsOrdered().WithDegreeOfParallelism(context.Threads).Select(bend => depths.Select(depth => Mean(bend, 64, (int)depth)).ToArray())];
        yield return new Pictured("shapes", "Diagonal and row ratio", new Figure("")
        {
            Width = 1000,
            Columns = 2,
            Description = "Mean diagonal and row ratio of the kernel by activation, against width and depth.",
            Panels =
            [
                Panel("width (two layers)", "mean Kᵢᵢ", widths, wide, shape => shape.Diagonal),
                Panel("width (two layers)", "mean row ratio", widths, wide, shape => shape.RowRatio),
                Panel("layers (of 64)", "mean Kᵢᵢ", depths, deep, shape => shape.Diagonal),
                Panel("layers (of 64)", "mean row ratio", depths, deep, shape => shape.RowRatio),
            ],
        }, $"Standard scaling, {Pairs} pairs with normal features, means over {networks} networks. The row ratio, (1/n) Σⱼ≠ᵢ |Kᵢⱼ|/Kᵢᵢ, says how far a learned pair moves the others.");
        yield return new Noted("row_ratio", new JsonObject(bends.Select((bend, k) => KeyValuePair.Create(bend.ToString(), (JsonNode?)new JsonArray([.. wide[k].Select(shape => (JsonNode)shape.RowRatio)])))));
        yield return new Noted("diagonal", new JsonObject(bends.Select((bend, k) => KeyValuePair.Create(bend.ToString(), (JsonNode?)new JsonArray([.. wide[k].Select(shape => (JsonNode)shape.Diagonal)])))));

        KernelShape Mean(Nonlinearity bend, int width, int depth)
        {
            KernelShape[] shapes = [.. Enumerable.Range(0, networks).Select(draw => context.Rng.Fork(draw)).Select(rng =>
                KernelShape.Of(new QNetwork(new WideNetwork(NetworkCase.Features, [.. Enumerable.Repeat(width, depth)], rng.Fork(7), WeightScaling.Standard) { Bend = bend }, NetworkCase.Normal(rng.Fork(8), Pairs * NetworkCase.Features)).Kernel()))];
            return new(shapes.Average(shape => shape.Diagonal), shapes.Average(shape => shape.RowRatio), shapes.Sum(shape => shape.Dead));
        }

        Panel Panel(string across, string up, double[] x, KernelShape[][] shapes, Func<KernelShape, double> of) => new()
        {
            XLabel = across,
            YLabel = up,
            XScale = x[0] > 1 ? Scale.Log : Scale.Linear,
            YScale = up.EndsWith('ᵢ') ? Scale.Log : Scale.Linear,
            Marks = [.. bends.Select((bend, k) => new Line(x, [.. shapes[k].Select(of)]) { Label = bend == Nonlinearity.Relu ? "ReLU" : bend.ToString().ToLowerInvariant(), Colour = Palette.OfSeries(k) })],
        };
    }
}
