using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>What is matched with what, and why.</summary>
internal static class WindowsSection
{
    internal static Chapter Of(SeenLandscape seen)
    {
        Plate? picture = Picture(seen.Result);
        return new(new Section("How the windows were chosen") { Blocks = [.. Blocks(seen.Result, picture)] }, picture is null ? [] : [picture]);
    }

    private static Plate? Picture(LearnResult result)
    {
        if (result.Lags.Count == 0)
        {
            return null;
        }

        double[] lags = [.. result.Lags.Select(lag => lag.Lag)], shares = [.. result.Lags.Select(lag => lag.NoiseShare)];
        Figure figure = new("")
        {
            Width = 720,
            Description = "Noise share against lag",
            Panels =
            [
                new Panel
                {
                    XLabel = "lag (s)",
                    YLabel = "share that is noise",
                    XScale = Scale.Log,
                    YScale = Scale.Log,
                    Legend = Legend.None,
                    Marks = [new Line(lags, shares) { Colour = Palette.Blue }, new Scatter(lags, shares) { Colour = Palette.Blue }, new VerticalRule(result.Protocol.Lag) { Label = "chosen" }],
                },
            ],
        };
        return new("lags", figure, "The share of the second difference x(t + L) − 2x(t) + x(t − L) that is noise, against the lag L, and the lag that was chosen.");
    }

    private static IEnumerable<Block> Blocks(LearnResult result, Plate? picture)
    {
        yield return new Prose(result.Estimate is { } estimate ? Inertial(result, estimate) : Overdamped(result.Protocol));
        if (picture is not null)
        {
            yield return picture.Drawing;
        }

        if (result.Friction is { } friction)
        {
            yield return new Report.Listing(["Track", "γ (s⁻¹)"], [.. friction.Tracks.Select(track => (string[])[track.Track, Number.Format(track.Friction, 3)])]) { Caption = "Friction of each track, the landscape held fixed.", Numbers = [1] };
        }
    }

    private static string Overdamped(Protocol protocol) => protocol.IsNoisy
        ? $"Successive changes have little in common, so they are mostly noise. Learned is the likelihood of each frame given the one before, {Number.Format(protocol.Interval)} s earlier, with mean and covariance to second order in that interval; the temperature is learned with the energy."
        : protocol.Matched == 1
        ? $"Each frame is matched with the one before, {Number.Format(protocol.Interval)} s earlier, by one descent step of that length."
        : $"Each window matches {protocol.Matched} frames, through the roll-out of {protocol.Matched} descent steps of {Number.Format(protocol.Interval)} s.";

    private static string Inertial(LearnResult result, Data.StateEstimate estimate)
    {
        Protocol protocol = result.Protocol;
        string noise = $"The positions carry a noise of {Number.Format(estimate.Noise, 2)} {result.Model.Columns[0]} (from differences of rising order)."
            + (result.Lags.Count == 0 ? "" : $" From one frame to the next, {Number.Format(100 * result.Lags[0].NoiseShare, 2)} % of the second difference is that noise{(result.Lags[0].NoiseShare > 0.05 ? ", so an acceleration cannot be read off single frames" : "")}.");
        string states = estimate.Window > 0
            ? $"States were fitted to the positions by polynomials of degree 5 over {estimate.Window} frames, the widest window whose residuals the noise explains; a fitted velocity is good to {Number.Format(estimate.VelocityNoise, 2)} {result.Model.Columns[0]} s⁻¹."
            : "The recorded states agree with the positions and were used as they are.";
        string own = $"The system's own time (spread of position over spread of velocity) is {Number.Format(protocol.OwnTime, 3)} s. A window therefore lasts a third of it, {Number.Format(protocol.Lag, 3)} s, rolled out in {Words.Count(protocol.Matched * protocol.InnerSteps, "step")} of {Number.Format(protocol.StepSize, 3)} s, and {Words.Count(protocol.Matched, "state")} in it {(protocol.Matched == 1 ? "is" : "are")} matched.";
        return $"{noise} {states}\n\n{own} Halving the step moves the friction by less than a quarter of the half-width of its interval, or the step was halved.";
    }
}
