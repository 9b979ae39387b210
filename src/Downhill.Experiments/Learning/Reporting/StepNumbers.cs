using System.Text.Json.Nodes;
using Downhill.Experiments.Diagnostics;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>The diagnostics of steps as summary.json holds them.</summary>
internal static class StepNumbers
{
    internal static JsonObject? Of(LearnResult result)
    {
        if (result.Steps is not { } steps)
        {
            return null;
        }

        string unit = $"{steps.Coordinate}²/s";
        return new JsonObject
        {
            ["of_residuals"] = steps.IsOfResiduals,
            ["count"] = steps.Steps,
            ["diffusion"] = result.Protocol.IsNoisy && steps.Diffusion is { } diffusion ? Quantity(diffusion.Value, unit) : null,
            ["first_lag"] = result.Protocol.IsNoisy ? steps.Diffusion?.FirstLag : null,
            ["single_step_diffusion"] = result.Protocol.IsNoisy ? Quantity(steps.OfSingleSteps, unit) : null,
            ["correlation_reach"] = steps.Correlation.Reach,
            ["correlations"] = new JsonArray([.. steps.Correlation.Lags.Select((one, i) => new JsonObject { ["lag"] = i + 1, ["value"] = LearnSummary.Number(one.Value), ["standard_error"] = LearnSummary.Number(one.Error) })]),
            ["period"] = steps.Period?.Found is { } cycle ? new JsonObject { ["frames"] = cycle.Frames, ["phase"] = cycle.Phase, ["factor"] = Quantity(cycle.Rise, "1") } : null,
            ["whiteness"] = new JsonObject
            {
                ["statistic"] = LearnSummary.Number(steps.Whiteness.Statistic),
                ["lags"] = steps.Whiteness.Lags,
                ["probability"] = LearnSummary.Number(steps.Whiteness.Probability),
                ["is_white"] = steps.Whiteness.IsWhite,
            },
            ["gaussianity"] = new JsonObject { ["excess_kurtosis"] = Quantity(steps.Gaussianity.ExcessKurtosis, "1"), ["is_gaussian"] = steps.Gaussianity.IsGaussian },
            ["common_motion"] = steps.Common is { } common ? Quantity(common.Correlation, "1") : null,
            ["recommended_stride"] = result.Protocol.IsNoisy ? steps.RecommendedStride : null,
            ["findings"] = new JsonArray([.. (result.Protocol.IsNoisy ? steps.Words : StepsSection.Rests(result, steps).Select(finding => finding.Text)).Select(words => JsonValue.Create(words))]),
        };
    }

    private static JsonObject Quantity(Estimate estimate, string unit) => LearnSummary.Quantity(estimate.Value, estimate.Error, null, unit);
}
