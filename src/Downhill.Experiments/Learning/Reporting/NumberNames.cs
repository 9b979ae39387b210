namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What the entries of summary.json are, in words.</summary>
internal static class NumberNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["tracks"] = "Tracks",
        ["frames"] = "Frames",
        ["interval"] = "Frame interval",
        ["lag"] = "Window",
        ["matched"] = "States matched in a window",
        ["inner_steps"] = "Steps of a window",
        ["step_size"] = "Step",
        ["own_time"] = "Own time of the data",
        ["temperature"] = "Temperature",
        ["friction"] = "Friction γ",
        ["friction_by_track"] = "Friction of each track, the landscape held fixed (s⁻¹)",
        ["noise_share_by_lag"] = "Share of the second difference that is noise, by lag in seconds",
        ["downhill_share"] = "Downhill share",
        ["energy_skill"] = "Skill of the energy over one interval",
        ["free_skill"] = "Skill of the reference over one interval",
        ["minima"] = "Minima, with the band of the energy",
        ["saddles"] = "Saddles, with the band of the energy",
        ["barriers"] = "Barriers between minima, numbered from 0, with their bands",
        ["band_level"] = "Level of these bands",
        ["stiffness"] = "Frame interval times largest curvature",
        ["hill"] = "Rise from the lowest to the highest visited place (90 % interval)",
        ["level_share"] = "Share of visited places where a level line lies inside the band",
        ["heldout.one_step"] = "Held-out error over one interval, in standard deviations",
        ["heldout.skill"] = "Held-out skill over one interval, 1 − error² / change²",
        ["heldout.rollout_seconds"] = "Length of a roll-out (s)",
        ["heldout.rollout_error"] = "Held-out roll-out error, of peak-to-peak",
        ["heldout.rollouts"] = "Held-out roll-outs",
        ["heldout.rollout_error_by_track"] = "Roll-out error of each track, of peak-to-peak",
        ["parameters"] = "Numbers learned",
        ["model_choice"] = "Classes of landscapes: loss on what was left out, and its excess over the chosen one",
        ["resamples"] = "Fits to resampled tracks",
        ["principal_axes"] = "Axes of the plane of most variance",
        ["state_estimate.noise"] = "Noise of the positions",
        ["state_estimate.window"] = "Window of the fitted states (frames)",
        ["state_estimate.velocity_noise"] = "Noise of the fitted velocities",
        ["state_estimate.velocity_difference"] = "Recorded less fitted velocity, r.m.s.",
        ["state_estimate.velocity_lag"] = "Lag of the recorded velocity",
        ["state_estimate.pretended_friction"] = "Friction that this lag would hide",
        ["steps.count"] = "Steps looked at",
        ["steps.diffusion"] = "Diffusion from the slope of the mean squared displacement",
        ["steps.first_lag"] = "First lag of that slope (frames)",
        ["steps.single_step_diffusion"] = "Diffusion that single steps show, as they are",
        ["steps.correlation_reach"] = "Frames over which steps are correlated",
        ["steps.correlations"] = "Correlation of steps, by lag in frames",
        ["steps.period.frames"] = "Period of the variance of steps (frames)",
        ["steps.period.phase"] = "Frames of largest steps, modulo the period",
        ["steps.period.factor"] = "Variance there over that of the others",
        ["steps.whiteness.statistic"] = "Whiteness: Σ (correlation / error)²",
        ["steps.whiteness.lags"] = "Lags in it",
        ["steps.whiteness.probability"] = "How often white steps show as much",
        ["steps.gaussianity.excess_kurtosis"] = "Excess kurtosis of steps",
        ["steps.common_motion"] = "Correlation of different tracks in a frame",
        ["steps.recommended_stride"] = "Recommended stride (frames)",
    };

    internal static string Of(string name) => Names.GetValueOrDefault(name) ?? Plain(name);

    private static string Plain(string name)
    {
        string words = name.Replace('_', ' ').Replace(".", ": ", StringComparison.Ordinal);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
