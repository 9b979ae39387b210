using Downhill.Compute;
using Downhill.Data;

namespace Downhill.Tests.Data;

/// <summary>On x = sin 5t, of which everything is known.</summary>
public sealed class StateEstimateTests
{
    private const double Omega = 5, Interval = 0.002;

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    public void The_noise_is_found(double noise)
    {
        StateEstimate estimate = StateEstimate.Of([Track(noise, lag: null, seed: 3)], 1, Interval);

        // The best order of differences has a few thousand effective residuals: a few percent.
        Assert.Equal(noise, estimate.Noise, 0.08 * noise);
    }

    [Fact]
    public void Fitted_velocities_are_as_good_as_promised()
    {
        StateEstimate estimate = StateEstimate.Of([Track(1e-3, lag: null, seed: 4)], 1, Interval);
        Trajectory track = estimate.Tracks[0];
        double sum = 0;
        for (int frame = 0; frame < track.Frames; frame++)
        {
            double error = track.State(frame)[1] - (Omega * Math.Cos(Omega * track.Times[frame]));
            sum += error * error;
        }

        // The promise is for the noise; the excess of 10 % in the residuals that the window may have adds motion of the same size.
        Assert.InRange(Math.Sqrt(sum / track.Frames), 0.7 * estimate.VelocityNoise, 1.6 * estimate.VelocityNoise);
        Assert.True(estimate.VelocityNoise < 0.01 * Omega, "the fit must beat differences of successive frames by far");
    }

    [Fact]
    public void A_velocity_that_lags_is_recognised_and_not_used()
    {
        StateEstimate estimate = StateEstimate.Of([Track(1e-4, lag: 0.003, seed: 5)], 1, Interval);
        Assert.True(estimate.Window > 0);
        Assert.Equal(0.003, estimate.VelocityLag!.Value, 1e-4);

        // var(v′) / var(v) = Ω² for a sine.
        Assert.Equal(0.003 * Omega * Omega, estimate.PretendedFriction!.Value, 0.003);
    }

    [Fact]
    public void A_velocity_that_agrees_is_used_as_it_is()
    {
        Trajectory track = Track(1e-4, lag: 0, seed: 6);
        StateEstimate estimate = StateEstimate.Of([track], 1, Interval);
        Assert.Equal(0, estimate.Window);
        Assert.Same(track, estimate.Tracks[0]);
    }

    [Fact]
    public void The_share_of_noise_is_six_variances_over_the_second_difference()
    {
        const double Noise = 1e-2;
        Trajectory track = Track(Noise, lag: null, seed: 7);
        foreach (int lag in (int[])[1, 10, 50])
        {
            double signal = Math.Pow(2 - (2 * Math.Cos(Omega * lag * Interval)), 2) / 2;
            double expected = 6 * Noise * Noise / (signal + (6 * Noise * Noise));
            Assert.Equal(expected, StateEstimate.NoiseShare([track], 1, Noise, lag), 0.1 * expected);
        }
    }

    private static Trajectory Track(double noise, double? lag, int seed)
    {
        const int Frames = 6000;
        double[] times = [.. Enumerable.Range(0, Frames).Select(i => i * Interval)], draws = new double[Frames];
        new Rng((ulong)seed).Normal(draws);
        return lag is { } late
            ? new Trajectory("a", times, [.. times.SelectMany((t, i) => new[] { Math.Sin(Omega * t) + (noise * draws[i]), Omega * Math.Cos(Omega * (t - late)) })], ["x", "v"])
            : new Trajectory("a", times, [.. times.Select((t, i) => Math.Sin(Omega * t) + (noise * draws[i]))], ["x"]);
    }
}
