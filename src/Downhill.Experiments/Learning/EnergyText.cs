using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Experiments.Learning;

/// <summary>A landscape's shape as JSON, without its weights: kinds and numbers only, never a type or code.</summary>
internal static class EnergyText
{
    internal static JsonObject Describe(Energy energy) => energy switch
    {
        Mlp mlp => new JsonObject
        {
            ["kind"] = "mlp",
            ["name"] = mlp.Name,
            ["dimension"] = mlp.Dimension,
            ["widths"] = new JsonArray([.. mlp.Widths.Select(w => JsonValue.Create(w))]),
            ["activation"] = mlp.Activation.ToString().ToLowerInvariant(),
            ["center"] = Numbers(mlp.Center),
            ["radius"] = Numbers(mlp.Radius),
            ["scale"] = mlp.Scale,
        },
        RadialFeatures radial => new JsonObject
        {
            ["kind"] = "radial",
            ["name"] = radial.Name,
            ["dimension"] = radial.Dimension,
            ["degree"] = radial.Degree,
            ["bumps"] = radial.Bumps,
            ["center"] = Numbers(radial.Center),
            ["radius"] = Numbers(radial.Radius),
            ["scale"] = radial.Scale,
        },
        Quadratic { Learned: false } bowl => new JsonObject { ["kind"] = "quadratic", ["matrix"] = Numbers(bowl.Matrix), ["center"] = Numbers(bowl.Center) },
        SumEnergy sum => new JsonObject { ["kind"] = "sum", ["terms"] = new JsonArray(Describe(sum.First), Describe(sum.Second)) },
        MeanEnergy mean => new JsonObject { ["kind"] = "mean", ["members"] = new JsonArray([.. mean.Members.Select(Describe)]) },
        _ => throw new ArgumentException($"A learned landscape is a network, radial features, a given bowl, or a sum or a mean of them, not {energy.GetType().Name}.", nameof(energy)),
    };

    /// <summary>The landscape of a shape, with weights that mean nothing yet.</summary>
    /// <exception cref="FormatException">The kind is unknown.</exception>
    internal static Energy Read(JsonNode json) => (string)json["kind"]! switch
    {
        "mlp" => new Mlp((int)json["dimension"]!, [.. json["widths"]!.AsArray().Select(w => (int)w!)], new Rng(0), (string)json["name"]!)
        {
            Activation = Enum.Parse<Activation>((string)json["activation"]!, ignoreCase: true),
            Center = Numbers(json["center"]!),
            Radius = Numbers(json["radius"]!),
            Scale = (double)json["scale"]!,
        },
        "radial" => Radial(json),
        "quadratic" => new Quadratic(Numbers(json["matrix"]!), Numbers(json["center"]!)),
        "sum" => Read(json["terms"]![0]!) + Read(json["terms"]![1]!),
        "mean" => new MeanEnergy([.. json["members"]!.AsArray().Select(member => Read(member!))]),
        string kind => throw new FormatException($"'{kind}' is no kind of energy."),
    };

    private static RadialFeatures Radial(JsonNode json)
    {
        int d = (int)json["dimension"]!;
        RadialFeatures energy = new(d, (int)json["degree"]!, (string)json["name"]!) { Center = Numbers(json["center"]!), Radius = Numbers(json["radius"]!), Scale = (double)json["scale"]! };
        for (int k = 0; k < (int)json["bumps"]!; k++)
        {
            energy = energy.Grown(new double[d], 1, 0);
        }

        return energy;
    }

    private static JsonArray Numbers(IReadOnlyList<double> numbers) => new([.. numbers.Select(n => JsonValue.Create(n))]);

    private static double[] Numbers(JsonNode json) => [.. json.AsArray().Select(n => (double)n!)];
}
