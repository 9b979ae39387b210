using System.Text.Json.Nodes;
using Downhill.Control;
using Downhill.Experiments.Learning;
using Downhill.Report;

namespace Downhill.Experiments.Decisions;

/// <summary>A mean over episodes, and its standard error; NaN where there is one episode.</summary>
internal readonly record struct MeanReturn(double Value, double Error)
{
    private const double Normal = 1.96;

    /// <summary>"-147 ± 5".</summary>
    internal string Text => double.IsNaN(Error) ? Number.Format(Value, 4) : Number.WithError(Value, Error);

    internal double Low => Value - (Normal * Error);

    internal static MeanReturn Of(IReadOnlyList<Rollout> rollouts)
    {
        double mean = rollouts.Average(rollout => rollout.Return);
        double scatter = rollouts.Sum(rollout => (rollout.Return - mean) * (rollout.Return - mean));
        return new(mean, rollouts.Count < 2 ? double.NaN : Math.Sqrt(scatter / (rollouts.Count - 1) / rollouts.Count));
    }

    internal JsonObject ToJson(string unit) => LearnSummary.Quantity(Value, double.IsNaN(Error) ? null : Error, double.IsNaN(Error) ? null : (Low, Value + (Normal * Error)), unit);
}
