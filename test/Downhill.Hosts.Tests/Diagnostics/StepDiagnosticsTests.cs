using Downhill.Compute;
using Downhill.Data;
using Downhill.Energies;
using Downhill.Experiments.Diagnostics;
using Downhill.Hosts.Tests.Learning;
using Downhill.Simulation;

namespace Downhill.Hosts.Tests.Diagnostics;

/// <summary>Steps of known law: each cause must be found by its signature, and nothing where there is none.</summary>
/// <remarks>100 tracks of 201 frames are 40 000 numbers: a correlation of white steps has the standard error 0.005, a variance the relative one 0.007.</remarks>
public sealed class StepDiagnosticsTests
{
    private const int Tracks = 100, Frames = 201;

    [Fact]
    public void Free_diffusion_alarms_in_at_most_five_of_a_hundred_recordings_and_its_errors_are_honest()
    {
        StepDiagnostics[] all = [.. Enumerable.Range(0, 100).Select(seed => StepDiagnostics.Of(Walks.Tracks(new Rng((ulong)seed), 40, 81, Walks.Free), Walks.Interval, null, new Rng(5))!)];
        string[] alarms = [.. all.SelectMany(steps => steps.Findings).Where(finding => finding.IsWarning).Select(finding => finding.Text)];
        Assert.True(all.Count(steps => steps.Findings.Any(finding => finding.IsWarning)) <= 5, string.Join(Environment.NewLine, alarms));
        Assert.True(all.Count(steps => steps.RecommendedStride == 1) >= 95);

        // The mean of 100 squares of N(0, 1) is 1 ± 0.14; four of these, and a tenth for errors estimated from 40 tracks.
        Assert.InRange(all.Average(steps => Square((steps.OfSingleSteps.Value - Walks.D) / steps.OfSingleSteps.Error)), 0.4, 1.7);
        Assert.InRange(all.Average(steps => Square((steps.Diffusion!.Value.Value - Walks.D) / steps.Diffusion.Value.Error)), 0.4, 1.7);
        Assert.InRange(all.Average(steps => Square(steps.Correlation.Lags[0].Value / steps.Correlation.Lags[0].Error)), 0.4, 1.7);
    }

    [Fact]
    public void Noise_of_the_positions_is_known_by_its_anticorrelation_and_its_intercept()
    {
        // Variance 2DΔt + 2σ² = 0.06 and covariance −σ² = −0.01 give −1/6; the line meets lag 0 at 2σ².
        const double Sigma = 0.1;
        StepDiagnostics steps = Walks.Diagnosed([.. Walks.Tracks(new Rng(11), Tracks, Frames, Walks.Free)
            .Select((track, i) => Walks.WithValues(track, at => Sigma * new Rng(12).Fork(i).Normal(at)))]);
        Walks.Near(-1.0 / 6, steps.Correlation.Lags[0], 0.01);
        Assert.Equal(1, steps.Correlation.Reach);
        Walks.Near(2 * Sigma * Sigma, steps.Diffusion!.Intercept, 0.002);
        Walks.Near(Walks.D, steps.Diffusion.Value, 0.03);
        Assert.Equal(1, steps.Diffusion.FirstLag);
        Assert.Equal([Cause.LocalisationNoise], Walks.Compatible(steps));
        Assert.Contains(steps.Words, words => words.StartsWith("Compatible", StringComparison.Ordinal) && words.Contains("standard deviation would be 0.1", StringComparison.Ordinal));

        // ρ = −σ² / (2Ds Δt + 2σ²) falls below 0.05 at s = 4.5; an intercept that is 10 % off moves that by half a frame.
        Assert.InRange(steps.RecommendedStride, 4, 6);
    }

    [Fact]
    public void Blur_over_the_whole_exposure_correlates_successive_steps_by_a_quarter()
    {
        // The mean of a Brownian path over a frame, given its ends, is their mean plus N(0, 2DΔt / 12): variance 2DΔt × 2/3, covariance 2DΔt / 6.
        StepDiagnostics steps = Walks.Diagnosed([.. Walks.Tracks(new Rng(21), Tracks, Frames + 1, Walks.Free).Select((track, i) => Averaged(track, new Rng(22).Fork(i)))]);
        Walks.Near(0.25, steps.Correlation.Lags[0], 0.01);
        Walks.Near(0, steps.Correlation.Lags[1], 0.01);
        Walks.Near(Walks.D * 2 / 3, steps.OfSingleSteps, 0.01);
        Walks.Near(Walks.D, steps.Diffusion!.Value, 0.03);
        Walks.Near(-Walks.Variance / 3, steps.Diffusion.Intercept, 0.002);
        Assert.Equal([Cause.MotionBlur], Walks.Compatible(steps));
    }

    [Fact]
    public void Motion_that_persists_is_told_from_blur_and_from_noise()
    {
        // Steps r(t + 1) = r(t) / 2 + noise: correlations 1/2, 1/4, 1/8, and D = variance (1 + 1/2) / (1 − 1/2) / (2Δt), three times that of single steps.
        StepDiagnostics steps = Walks.Diagnosed(Walks.Tracks(new Rng(31), Tracks, Frames, Persisting));
        Walks.Near(0.5, steps.Correlation.Lags[0], 0.01);
        Walks.Near(0.25, steps.Correlation.Lags[1], 0.015);
        Assert.InRange(steps.Correlation.Reach, 4, 6);
        Walks.Near(3 * steps.OfSingleSteps.Value, steps.Diffusion!.Value, 0.2);
        Assert.Equal([Cause.Smoothing], Walks.Compatible(steps));
        Assert.InRange(steps.Stride.Correlation, 0, Stride.Most);
        Assert.Contains(steps.Words, words => words.StartsWith("Excluded", StringComparison.Ordinal) && words.Contains(Cause.LocalisationNoise, StringComparison.Ordinal) && words.Contains(Cause.MotionBlur, StringComparison.Ordinal));
    }

    [Fact]
    public void A_drift_common_to_all_tracks_shows_between_them()
    {
        // A fifth of the variance is common. It is drawn anew in 200 frames along two coordinates: relative error √(2 / 400) = 7 %, four of these.
        double[] common = Walks.Free(new Rng(41), Frames - 1);
        StepDiagnostics steps = Walks.Diagnosed(Walks.Tracks(new Rng(42), Tracks, Frames, (rng, count) => [.. Walks.Free(rng, count).Select((step, at) => (Math.Sqrt(0.8) * step) + (Math.Sqrt(0.2) * common[at]))]));
        Assert.InRange(steps.Common!.Correlation.Value, 0.2 * 0.72, 0.2 * 1.28);
        Assert.True(steps.Common.IsDrift);
        Assert.Contains(steps.Findings, finding => finding.IsWarning && finding.Text.StartsWith("Different tracks move together", StringComparison.Ordinal));
        Assert.Equal(0, steps.Correlation.Reach);
        Assert.Empty(Walks.Compatible(steps));
    }

    [Fact]
    public void A_common_drift_that_persists_explains_the_correlation_of_steps()
    {
        // The common fifth of the variance is correlated by a half from frame to frame, so steps are by 0.1, and by 0.05 at lag 2.
        double[] common = Persisting(new Rng(43), Frames - 1);
        StepDiagnostics steps = Walks.Diagnosed(Walks.Tracks(new Rng(44), Tracks, Frames, (rng, count) => [.. Walks.Free(rng, count).Select((step, at) => (Math.Sqrt(0.8) * step) + (Math.Sqrt(0.2) * common[at]))]));
        Assert.Contains(Cause.Drift, Walks.Compatible(steps));
    }

    [Fact]
    public void A_steady_drift_is_measured_and_taken_off()
    {
        StepDiagnostics steps = Walks.Diagnosed(Walks.Tracks(new Rng(51), Tracks, Frames, (rng, count) => [.. Walks.Free(rng, count).Select((step, at) => step + (at % 2 == 0 ? 0.05 : 0))]));
        Walks.Near(0.05, steps.Mean.Coordinates[0], 0.003);
        Walks.Near(0, steps.Mean.Coordinates[1], 0.003);
        Walks.Near(Walks.D, steps.OfSingleSteps, 0.01);
        Assert.Single(steps.Findings, finding => finding.IsWarning);
    }

    [Fact]
    public void Confinement_is_told_from_noise_and_gone_with_the_force_that_causes_it()
    {
        // x(t + 1) = a x(t) + noise: correlations −(1 − a) aᵏ⁻¹ / 2.
        const double A = 0.8;
        Trajectory[] tracks = [.. Enumerable.Range(0, Tracks).Select(i => Confined(A, new Rng(61).Fork(i)))];
        StepDiagnostics raw = Walks.Diagnosed(tracks);
        Walks.Near(-0.1, raw.Correlation.Lags[0], 0.01);
        Walks.Near(-0.08, raw.Correlation.Lags[1], 0.01);
        Assert.Equal([Cause.Confinement], Walks.Compatible(raw));
        Assert.Null(raw.Diffusion);
        Assert.Equal(1, raw.RecommendedStride);

        StepDiagnostics left = Walks.Diagnosed(tracks, Residuals.Of(tracks, states => [.. states.Select(x => A * x)]));
        Assert.DoesNotContain(left.Findings, finding => finding.IsWarning);
        Assert.Equal(1, left.RecommendedStride);
        Walks.Near(Walks.D, left.OfSingleSteps, 0.01);
    }

    [Fact]
    public void A_period_of_twelve_frames_is_neither_six_nor_twenty_four()
    {
        StepPeriod period = Walks.Diagnosed(Periodic(shift: _ => 0)).Period!;
        Cycle cycle = period.Found!;
        Assert.Equal(12, cycle.Frames);
        Assert.Equal(5, cycle.Phase);
        Walks.Near(2, cycle.Rise, 0.1);
        Walks.Near(2 * Walks.Variance, cycle.Variances[5], 0.004);
        Walks.Near(Walks.Variance, cycle.Variances[6], 0.002);
    }

    [Fact]
    public void Without_a_common_clock_no_period_is_looked_for()
    {
        StepDiagnostics steps = Walks.Diagnosed(Periodic(shift: track => track % 3 / 3.0));
        Assert.Null(steps.Period);
        Assert.Null(steps.Common);
    }

    [Fact]
    public void A_variance_that_grows_has_no_period_and_hides_none()
    {
        // From 1 to 20 times: the growth alone has a variance of 30, a phase of twelve that is 1.5 times as large one of 2.5.
        Assert.Null(Walks.Diagnosed(Growing(rise: 1)).Period!.Found);
        Cycle cycle = Walks.Diagnosed(Growing(rise: 1.5)).Period!.Found!;
        Assert.Equal(12, cycle.Frames);
        Assert.Equal(5, cycle.Phase);
    }

    [Fact]
    public void No_period_is_found_by_having_tried_many() =>
        Assert.InRange(Enumerable.Range(0, 200).Count(seed => Found(Walks.Tracks(new Rng((ulong)seed), 5, 41, Walks.Free))), 0, 2);

    [Fact]
    public void A_variance_that_wanders_rarely_looks_like_a_period()
    {
        // The logarithm of the variance, common to all tracks, forgets itself within five frames.
        int found = Enumerable.Range(0, 100).Count(seed =>
        {
            double[] wander = Wandering(new Rng(82).Fork(seed));
            return Found(Walks.Tracks(new Rng((ulong)seed), 20, Frames, (rng, count) => [.. Walks.Free(rng, count).Select((step, at) => step * Math.Exp(wander[at / 2] / 2))]));
        });
        Assert.InRange(found, 0, 5);
    }

    [Fact]
    public void Heavy_tails_are_measured_with_their_error()
    {
        // Laplace steps: excess kurtosis 3; of unit variance, 1 % lie above ln 50 / √2.
        StepDiagnostics steps = Walks.Diagnosed(Walks.Tracks(new Rng(91), Tracks, Frames, Laplace));
        Walks.Near(3, steps.Gaussianity.ExcessKurtosis, 0.3);
        Assert.False(steps.Gaussianity.IsGaussian);
        Quantile high = steps.Gaussianity.Quantiles.Single(quantile => quantile.Probability == 0.99);
        Walks.Near(Math.Log(50) / Math.Sqrt(2), high.Seen, 0.1);
        Assert.Equal(2.3263, high.Normal, 1e-4);
    }

    [Fact]
    public void Gaps_end_stretches_and_count_as_frames()
    {
        // Of one long track every tenth frame is missing: eight steps of ten are of one frame, and the clock goes on in the gaps.
        Trajectory whole = Walks.Track("a", 7 * Walks.Interval, Walks.Free(new Rng(101), 2000));
        int[] kept = [.. Enumerable.Range(0, whole.Frames).Where(frame => frame % 10 != 9)];
        Trajectory holed = new("a", [.. kept.Select(frame => whole.Times[frame])], [.. kept.SelectMany(frame => whole.State(frame).ToArray())], whole.Columns);
        StepTable table = StepTable.Of([holed], Walks.Interval);
        Assert.Equal(1600, table.Count);
        Assert.Equal(2, table.LongestLag);
        Assert.All(table.Stretches, (stretch, i) => Assert.Equal(8 + (10 * i), stretch.Arrival));
        Walks.Near(Walks.D, Walks.Diagnosed([holed]).OfSingleSteps, 0.04);
    }

    [Fact]
    public void There_is_a_figure_for_everything_that_was_found()
    {
        string[] names = [.. StepFigures.All(Walks.Diagnosed(Periodic(shift: _ => 0))).Select(figure => figure.Figure.ToSvg().StartsWith("<svg", StringComparison.Ordinal) ? figure.Name : "")];
        Assert.Equal(["displacement", "step-correlation", "step-period", "step-quantiles"], names);
        Assert.DoesNotContain(StepFigures.All(Walks.Diagnosed(Walks.Tracks(new Rng(115), 30, 60, Walks.Free))), figure => figure.Name == "step-period");
    }

    [Fact]
    public void The_same_stream_gives_the_same_words()
    {
        Trajectory[] tracks = Walks.Tracks(new Rng(111), 30, 60, Walks.Free);
        Assert.Equal(Walks.Diagnosed(tracks).Words, Walks.Diagnosed(tracks).Words);
    }

    [Fact]
    public void A_handful_of_steps_is_not_diagnosed()
    {
        Assert.Null(StepDiagnostics.Of(Walks.Tracks(new Rng(121), 3, 20, Walks.Free), Walks.Interval, null, new Rng(1)));
        Assert.Null(StepDiagnostics.Of(Walks.Tracks(new Rng(122), 30, 20, Walks.Free), 0.5, null, new Rng(1)));
    }

    [Fact]
    public void Three_wells_are_learned_from_every_frame()
    {
        Trajectory[] tracks = [.. Simulator.Run(KnownSystems.Named("three-wells")!, new Rng(131))];
        double interval = tracks[0].Intervals.Mean;
        StepDiagnostics steps = StepDiagnostics.Of(tracks, interval, Residuals.Of(tracks, states => Flowed(new ThreeWells(), states, interval)), new Rng(1))!;
        Assert.Equal(0, steps.Correlation.Reach);
        Assert.Equal(1, steps.RecommendedStride);
        Assert.Null(steps.Period!.Found);
    }

    [SharedRecordingFact("colloids_bulk_water/tracks.csv.gz")]
    public void The_recorded_colloids_are_not_what_their_single_steps_show()
    {
        TrackSet set = TrackReader.Read(SharedRecording.PathOf("colloids_bulk_water/tracks.csv.gz"), new TrackFormat { Track = "particle", Time = "frame", Dt = 0.0416667, Columns = ["x_um", "y_um"] });
        StepDiagnostics steps = StepDiagnostics.Of(set.Trajectories, 0.0416667, null, new Rng(1))!;
        Assert.InRange(steps.OfSingleSteps.Value, 0.27, 0.29);
        Assert.InRange(steps.Diffusion!.Value.Value, 0.95 * 0.44, 1.05 * 0.44);
        Assert.Equal(8, steps.Diffusion.FirstLag);
        Assert.Equal(8, steps.RecommendedStride);
        Assert.InRange(steps.Correlation.Reach, 3, 4);
        Assert.Equal(12, steps.Period!.Found!.Frames);
        Assert.Equal(10, steps.Period.Found.Phase);
        Assert.InRange(steps.Period.Found.Rise.Value, 1.7, 2.2);
        Assert.Equal([Cause.Smoothing], Walks.Compatible(steps));
        Assert.False(steps.Common!.IsDrift);

        string words = string.Join(' ', steps.Words);
        Assert.Contains("correlated over", words, StringComparison.Ordinal);
        Assert.Contains("period of 12 frames", words, StringComparison.Ordinal);
        Assert.All(["key frame", "compress", "camera", "video", "codec", "hydrodynamic", "tracking error"], untested => Assert.DoesNotContain(untested, words, StringComparison.OrdinalIgnoreCase));
    }

    private static double Square(double x) => x * x;

    private static double[] Persisting(Rng rng, int count)
    {
        double[] steps = Walks.Free(rng, count);
        for (int at = 2; at < steps.Length; at++)
        {
            steps[at] = (0.5 * steps[at - 2]) + (Math.Sqrt(0.75) * steps[at]);
        }

        return steps;
    }

    private static double[] Laplace(Rng rng, int count) => [.. Enumerable.Range(0, 2 * count).Select(at =>
    {
        double u = rng.Uniform(at) - 0.5;
        return -Math.Sign(u) * Math.Sqrt(Walks.Variance / 2) * Math.Log(1 - (2 * Math.Abs(u)));
    })];

    private static Trajectory Averaged(Trajectory track, Rng rng) => new(
        track.Name,
        track.Times[..^1],
        [.. Enumerable.Range(0, track.Values.Length - 2).Select(at => ((track.Values[at] + track.Values[at + 2]) / 2) + (Math.Sqrt(Walks.Variance / 12) * rng.Normal(at)))],
        track.Columns);

    private static Trajectory Confined(double a, Rng rng)
    {
        double[] noise = Walks.Free(rng, Frames), values = new double[2 * Frames];
        for (int at = 0; at < values.Length; at++)
        {
            values[at] = at < 2 ? noise[at] / Math.Sqrt(1 - (a * a)) : (a * values[at - 2]) + noise[at];
        }

        return new("", [.. Enumerable.Range(0, Frames).Select(frame => frame * Walks.Interval)], values, ["x", "y"]);
    }

    /// <summary>Tracks of 60 to 159 frames that begin anywhere in 300 frames; in each frame that leaves 5 modulo 12, the variance is double.</summary>
    private static Trajectory[] Periodic(Func<int, double> shift) => [.. Enumerable.Range(0, 120).Select(track =>
    {
        Rng rng = new Rng(71).Fork(track);
        int first = rng.Below(0, 140), count = 60 + rng.Below(1, 100);
        double[] steps = [.. Walks.Free(rng, count).Select((step, at) => (first + 1 + (at / 2)) % 12 == 5 ? Math.Sqrt(2) * step : step)];
        return Walks.Track($"{track}", (first + shift(track)) * Walks.Interval, steps);
    })];

    /// <summary>Tracks whose variance grows linearly from 1 to 20 times, and is larger by a factor in the frames that leave 5 modulo 12.</summary>
    private static Trajectory[] Growing(double rise) => Walks.Tracks(new Rng(81), Tracks, Frames, (rng, count) =>
        [.. Walks.Free(rng, count).Select((step, at) => step * Math.Sqrt((1 + (19.0 * at / (2 * count))) * (((at / 2) + 1) % 12 == 5 ? rise : 1)))]);

    private static bool Found(Trajectory[] tracks) => StepPeriod.Of(StepTable.Of(tracks, Walks.Interval), new Rng(83))!.Found is not null;

    private static double[] Wandering(Rng rng)
    {
        double[] wander = new double[Frames];
        for (int frame = 1; frame < Frames; frame++)
        {
            wander[frame] = (0.8 * wander[frame - 1]) + (0.3 * rng.Normal(frame));
        }

        return wander;
    }

    /// <summary>The flow of x′ = −∇E over an interval by ten steps of the classical Runge–Kutta rule.</summary>
    private static double[] Flowed(Energy energy, double[] states, double interval)
    {
        double h = interval / 10;
        double[] x = states;
        for (int step = 0; step < 10; step++)
        {
            double[] a = Force(energy, x), b = Force(energy, Moved(x, a, h / 2)), c = Force(energy, Moved(x, b, h / 2)), d = Force(energy, Moved(x, c, h));
            x = [.. x.Select((value, at) => value + (h / 6 * (a[at] + (2 * b[at]) + (2 * c[at]) + d[at])))];
        }

        return x;
    }

    private static double[] Force(Energy energy, double[] x) => [.. Landscape.Of(energy).Evaluate(x).Gradients.Select(g => -g)];

    private static double[] Moved(double[] x, double[] force, double h) => [.. x.Select((value, at) => value + (h * force[at]))];
}
