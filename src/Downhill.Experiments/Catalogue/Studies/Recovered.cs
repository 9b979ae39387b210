using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Simulation;

namespace Downhill.Experiments.Studies;

/// <summary>A potential that was learned from noise-free tracks, beside the truth.</summary>
/// <param name="Potential">The truth, and how tracks were drawn.</param>
/// <param name="Result">What was learned.</param>
/// <param name="Points">The points of the tracks kept aside, shape [n, d].</param>
/// <param name="Typical">g₅₀, the median |∇E| at the points.</param>
/// <param name="Errors">|error| / (|∇E| + g₅₀) at each point.</param>
internal sealed record Recovered(NoiseFree Potential, LearnResult Result, double[] Points, double Typical, double[] Errors)
{
    private const ulong Draw = 61;

    internal string Name => Potential.System.Name;

    internal double Median => Lessons.Quantile(Errors, 0.5);

    internal double NinthTenth => Lessons.Quantile(Errors, 0.9);

    internal static Recovered Of(NoiseFree potential, int tracks, LearnSettings settings, ExperimentContext context)
    {
        SimulatedSystem system = potential.System;
        LearnResult result = Lessons.Of(system, potential.Tracks(tracks, context.Rng.Fork((long)Draw)), system.Interval, settings, context);
        int d = system.Columns.Count;
        double[] points = [.. result.Split.HeldOut.SelectMany(track => track.Values)];
        double[] truth = Landscape.Of(system.Energy!).Evaluate(points).Gradients, learned = Landscape.Of(result.Model.Energy).Evaluate(points).Gradients;
        double[] forces = Lessons.Lengths(truth, d), off = Lessons.Lengths(Lessons.Difference(learned, truth), d);
        double typical = Lessons.Quantile(forces, 0.5);
        return new Recovered(potential, result, points, typical, [.. off.Zip(forces, (error, force) => error / (force + typical))]);
    }

    internal JsonObject ToJson() => new()
    {
        ["tracks"] = Result.Recorded.Count,
        ["frames"] = Potential.System.Frames,
        ["step"] = Potential.System.Interval,
        ["barrier"] = Potential.Barrier,
        ["energy_limit"] = Potential.Limit,
        ["g50"] = Typical,
        ["median"] = Median,
        ["ninth_tenth"] = NinthTenth,
        ["model"] = Result.Choice.Best.Name,
        ["parameters"] = Result.Choice.Best.Parameters,
        ["left_out_losses"] = new JsonObject(Result.Choice.Candidates.Select(candidate => new KeyValuePair<string, JsonNode?>(candidate.Name, candidate.Loss))),
    };
}
