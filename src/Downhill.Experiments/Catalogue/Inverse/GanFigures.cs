using Downhill.Report;

namespace Downhill.Experiments.InverseStudies;

/// <summary>The pictures of the three facts.</summary>
internal static class GanFigures
{
    internal static Figure Partition(PartitionCurve[] right, PartitionCurve[] wrong, double truth) => new("")
    {
        Width = 900,
        Height = 380,
        Description = "The discriminator's loss over ln Z.",
        Panels = [Curves("data of the model", right, truth), Curves("data of an expert", wrong, truth)],
    };

    internal static Figure Gradients(double[] discriminator, double[] held, double[] through, double[] likelihood)
    {
        double reach = 1.15 * new[] { discriminator, held, likelihood }.SelectMany(g => g).Max(Math.Abs);
        return new("")
        {
            Width = 560,
            Height = 520,
            Description = "Guided cost learning's gradient over the discriminator's.",
            Panels =
            [
                new Panel
                {
                    EqualAspect = true,
                    XRange = new(-reach, reach),
                    YRange = new(-reach, reach),
                    XLabel = "∂/∂θ of the discriminator's loss",
                    YLabel = "∂/∂θ of the cost's loss",
                    Marks =
                    [
                        new Line([-reach, reach], [-reach, reach]) { Colour = Palette.Grey, Width = 1, Dash = Dash.Dashed },
                        new Scatter(discriminator, likelihood) { Label = "likelihood", Colour = Palette.Teal },
                        new Scatter(discriminator, through) { Label = "mixture differentiated", Colour = Palette.Vermilion },
                        new Scatter(discriminator, held) { Label = "mixture held", Colour = Palette.Blue },
                    ],
                },
            ],
        };
    }

    internal static Figure Learning(List<GameRow> rows)
    {
        double[] x = [.. rows.Select(row => (double)row.Number)];
        GameRow[] some = [.. rows.Where((_, i) => i % Math.Max(1, rows.Count / 30) == 0)];
        double[] at = [.. some.Select(row => (double)row.Number)];
        return new("")
        {
            Width = 960,
            Height = 330,
            Description = "Losses and divergences over the rounds of the game.",
            Panels =
            [
                new Panel
                {
                    Title = "generator",
                    XLabel = "round",
                    YLabel = "nat",
                    Legend = Legend.Inside,
                    Marks = [Path(row => row.GeneratorLoss, "its loss", Palette.Blue), new Scatter(at, [.. some.Select(row => row.Divergence + row.Offset)]) { Label = "KL(q‖p_θ) + constant", Colour = Palette.Vermilion }],
                },
                new Panel
                {
                    Title = "divergences",
                    XLabel = "round",
                    YLabel = "nat",
                    YScale = Scale.Log,
                    Legend = Legend.Inside,
                    Marks = [Path(row => row.Divergence, "generator, model", Palette.Blue), Path(row => row.ToData, "generator, data", Palette.Vermilion), Path(row => row.FromData, "data, model", Palette.Teal)],
                },
                new Panel
                {
                    Title = "partition function",
                    XLabel = "round",
                    YLabel = "ln Z",
                    Legend = Legend.Inside,
                    Marks = [Path(row => row.LogPartition - row.Offset, "ln Σ e⁻ᶜ", Palette.Grey), new Scatter(at, [.. some.Select(row => row.LogPartition)]) { Label = "learned", Colour = Palette.Blue }],
                },
            ],
        };

        Line Path(Func<GameRow, double> of, string label, Colour colour) => new(x, [.. rows.Select(of)]) { Label = label, Colour = colour };
    }

    internal static Figure Costs(PathGame game, double[] truth, double[] likely, double[] learned, double[] likelyPaths, double[] learnedPaths)
    {
        double least = new[] { truth, likely, learned }.SelectMany(c => c).Where(double.IsFinite).Min(), most = new[] { truth, likely, learned }.SelectMany(c => c).Where(double.IsFinite).Max();
        double[] ends = [Math.Min(likelyPaths.Min(), learnedPaths.Min()), Math.Max(likelyPaths.Max(), learnedPaths.Max())];
        return new("")
        {
            Width = 760,
            Height = 660,
            Columns = 2,
            Description = "Costs of cells, true and learned, and the energies of paths.",
            Panels =
            [
                GridFigures.Map("true cost", game.Grid, truth, least, most),
                GridFigures.Map("maximum entropy", game.Grid, likely, least, most),
                GridFigures.Map("GAN", game.Grid, learned, least, most),
                new Panel
                {
                    Title = "paths",
                    XLabel = "−ln p by maximum entropy, nat",
                    YLabel = "−ln p by the GAN, nat",
                    Legend = Legend.None,
                    EqualAspect = true,
                    Marks = [new Line(ends, ends) { Colour = Palette.Grey, Dash = Dash.Dashed, Width = 1 }, new Scatter(likelyPaths, learnedPaths) { Colour = Palette.Blue, Size = 3, Opacity = 0.4, Most = 1500 }],
                },
            ],
        };
    }

    private static Panel Curves(string title, PartitionCurve[] curves, double truth) => new()
    {
        Title = title,
        XLabel = "ln Z",
        YLabel = "loss above its least value",
        YRange = new(-0.01, 0.25),
        Marks =
        [
            new VerticalRule(truth) { Label = "true ln Z" },
            .. curves.Select((curve, i) => new Line(curve.LogPartitions, curve.Losses) { Label = $"generator: {curve.Name}", Colour = Palette.OfSeries(i) }),
            .. curves.Select((curve, i) => new Scatter([curve.Sampled], [0]) { Colour = Palette.OfSeries(i), Size = 9 }),
        ],
    };
}
