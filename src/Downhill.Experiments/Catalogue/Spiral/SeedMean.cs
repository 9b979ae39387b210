using System.Text.Json.Nodes;
using Downhill.Report;
using MathNet.Numerics.Distributions;

namespace Downhill.Experiments.Spirals;

/// <summary>The mean over seeds, with the 95 % interval of Student's t.</summary>
internal readonly record struct SeedMean(double Mean, double Error, int Count)
{
    internal double Half => Count < 2 ? 0 : Error * StudentT.InvCDF(0, 1, Count - 1, 0.975);

    internal (double Low, double High)? Interval => Count < 2 ? null : (Mean - Half, Mean + Half);

    internal static SeedMean Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        double mean = all.Average();
        return new(mean, all.Length < 2 ? 0 : Math.Sqrt(all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1) / all.Length), all.Length);
    }

    internal string Text => Count < 2 ? Number.Format(Mean, 3) : $"{Number.Format(Mean, 3)} ± {Number.Format(Half, 2)}";

    internal JsonObject ToJson()
    {
        JsonObject json = new() { ["value"] = Mean, ["standard_error"] = Error };
        if (Interval is (double low, double high))
        {
            json.Add("interval", new JsonArray(low, high));
        }

        return json;
    }
}
