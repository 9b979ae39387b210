using Downhill.Compute;
using Downhill.Experiments.Learning;
using Downhill.Objectives;

namespace Downhill.Hosts.Tests.Learning;

/// <summary>Tracks of the exact flow x(t) = x₀ e^(−λt), whose steps of descent have another curvature, (1 − e^(−λΔ)) / Δ.</summary>
public sealed class FlowTests
{
    private const double Stiffness = 4, Interval = 0.1;

    [Theory]
    [InlineData(Between.Flow, Stiffness)]
    [InlineData(Between.Descent, 3.2967995396436073)]
    public void What_joins_the_frames_decides_the_curvature(Between between, double curvature)
    {
        // Two Runge-Kutta steps of λh = 0.2 are off by (λh)⁵/120 each, 1.3e-6 of the curvature.
        Trajectory[] tracks = [.. Enumerable.Range(0, 20).Select(i => Decay(i, 2 * new Rng(5).Normal(i)))];
        TrackSource source = new("decay", tracks, 1, ["x"], [], Interval, []);
        LearnSettings settings = new() { Between = between, Model = ModelClass.Radial, Resamples = 0 };
        Energy energy = LearnTracks.Run(LearnTracks.Prepare(settings, source), Journal.InMemory, _ => { }, CancellationToken.None).Model.Energy;
        Assert.Equal(curvature, energy.GradientAt(0.5)[0] - energy.GradientAt(-0.5)[0], 1e-4);
    }

    private static Trajectory Decay(int name, double start)
    {
        double[] times = [.. Enumerable.Range(0, 30).Select(frame => frame * Interval)];
        return new Trajectory($"{name}", times, [.. times.Select(t => start * Math.Exp(-Stiffness * t))], ["x"]);
    }
}
