using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Training;

public sealed class UnknownStartsTests
{
    private const double Eta = 0.2;

    // Only x_K is observed, with a known error e: on each axis x_K = q z with q = (1 − ηλ)ᴷ, so z is found with the error e / q.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void An_unobserved_start_is_found_as_well_as_the_condition_number_says(int steps)
    {
        double[] lambdas = [0.5, 3], z = [1.5, -0.8], errors = [1e-3, -2e-3];
        double[] q = [.. lambdas.Select(lambda => Math.Pow(1 - (Eta * lambda), steps))];
        Trajectory track = new("", [0, steps * Eta], [0, 0, .. z.Select((value, i) => (q[i] * value) + errors[i])], ["x", "y"]);
        TrajectoryMatching objective = new() { StepSize = Eta, InnerSteps = steps, Weights = [1, 1] };
        UnknownStarts starts = new(new Quadratic([lambdas[0], 0, 0, lambdas[1]]), objective, new Windows([track], 1, 1), 1);
        double[] found = starts.StartsAt(Minimum(starts));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(z[i] + (errors[i] / q[i]), found[i], 1e-9);
        }

        // The ratio of the two errors is that of e, times the condition number of the map from z to x_K.
        double condition = Math.Pow((1 - (Eta * 0.5)) / (1 - (Eta * 3)), steps);
        Assert.Equal(-2 * condition, (found[1] - z[1]) / (found[0] - z[0]), 1e-5 * condition);
    }

    // Of several observed states with errors eₖ, z is the least-squares one: z + Σ qᵏ eₖ / Σ q²ᵏ; a prior adds the term of k = 0.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Many_noisy_states_and_a_prior_are_weighed(double prior)
    {
        const double Lambda = 1, Z = 2, Q = 1 - (Eta * Lambda);
        double[] errors = [0.3, -0.1, 0.2, 0.05];
        double[] seen = [.. errors.Select((error, k) => (Math.Pow(Q, k) * Z) + error)];
        TrajectoryMatching objective = new() { StepSize = Eta, Matched = 3, Weights = [1] };
        UnknownStarts starts = new(new Quadratic([Lambda]), objective, new Windows([Track(seen)], 3, 1), 1, [prior]);
        double over = (prior * errors[0]) + Enumerable.Range(1, 3).Sum(k => Math.Pow(Q, k) * errors[k]), under = prior + Enumerable.Range(1, 3).Sum(k => Math.Pow(Q, 2 * k));
        Assert.Equal(Z + (over / under), starts.StartsAt(Minimum(starts))[0], 1e-9);
    }

    // Errors in variables. Taking the noisy first state, q is found as Σ X₀X₁ / Σ X₀², whose mean is q S / (S + σ²), S the mean of z²: λ comes out
    // q σ² / (η (S + σ²)) too high. With the starts learned and p = w, it is the line through 0 that has the least squared distances
    // (orthogonal regression): tan 2φ = 2 Σ X₀X₁ / (Σ X₀² − Σ X₁²), q = tan φ, without that bias.
    [Fact]
    public void Learning_the_starts_takes_away_the_bias_of_noisy_first_states()
    {
        const int Count = 2000;
        const double Lambda = 1.5, Sigma = 0.5, Q = 1 - (Eta * Lambda);
        Rng rng = new(17);
        double[] z = [.. Enumerable.Range(0, Count).Select(n => rng.Fork(0).Normal(n))];
        double[] before = [.. z.Select((value, n) => value + (Sigma * rng.Fork(1).Normal(n)))], after = [.. z.Select((value, n) => (Q * value) + (Sigma * rng.Fork(2).Normal(n)))];
        Windows windows = new([.. before.Zip(after, (a, b) => Track([a, b]))], 1, 1);
        Quadratic energy = new([1]) { Learned = true };
        TrajectoryMatching objective = new() { StepSize = Eta, Weights = [1] };

        // The centre is learned too: with it the regressions are about the means.
        double a = before.Average(), b = after.Average();
        double xx = before.Sum(x => (x - a) * (x - a)), yy = after.Sum(y => (y - b) * (y - b)), xy = before.Zip(after, (x, y) => (x - a) * (y - b)).Sum();
        FullBatch naive = new(energy, objective, windows, 1);
        double plain = Curvature(naive.EnergyAt(new Lbfgs { Tolerance = 0 }.Minimise(naive.Start, naive.At).Last().Point));
        Assert.Equal((1 - (xy / xx)) / Eta, plain, 1e-6);

        UnknownStarts starts = new(energy, objective, windows, 1, [1]);
        double joint = Curvature(starts.EnergyAt(Minimum(starts)));
        Assert.Equal((1 - Math.Tan(0.5 * Math.Atan2(2 * xy, xx - yy))) / Eta, joint, 1e-6);

        // The slope of a regression has the standard error σ √((1 + q²) / (n S)), here 0.014 in q and 0.068 in λ; S = 1. Four of them.
        double error = Sigma * Math.Sqrt((1 + (Q * Q)) / Count) / Eta, bias = Q * Sigma * Sigma / (Eta * (1 + (Sigma * Sigma)));
        Assert.Equal(Lambda + bias, plain, 4 * error);
        Assert.Equal(Lambda, joint, 4 * error * (1 + (Sigma * Sigma)));
        Assert.True(bias > 8 * error, "the bias would not be seen");
    }

    [Fact]
    public void The_gradient_is_that_of_differences()
    {
        Trajectory[] tracks = [Track([0.4, 0.1, -0.3, 0.2], 2), Track([1, 1, 0.5, 0], 2)];
        TrajectoryMatching objective = new() { StepSize = Eta, Motion = Motion.Inertial, Matched = 1, InnerSteps = 2, Weights = [1, 2] };
        UnknownStarts starts = new(new Mlp(1, [5], new Rng(8)), objective, new Windows(tracks, 1, 1), 1, [0.5, 0.25]);
        double[] point = [.. starts.Start.Select((value, i) => value + (0.1 * Math.Sin(i)))], gradient = starts.At(point).Gradient;
        Assert.Equal(point.Length, gradient.Length);
        for (int i = 0; i < point.Length; i++)
        {
            double Loss(double shift) => starts.At([.. point.Select((value, k) => k == i ? value + shift : value)]).Value;

            // Central differences at h and 2h, extrapolated: O(h⁴) + ε / h, about 1e-11.
            const double H = 1e-3;
            double near = (Loss(H) - Loss(-H)) / (2 * H), far = (Loss(2 * H) - Loss(-2 * H)) / (4 * H);
            Assert.Equal(((4 * near) - far) / 3, gradient[i], 1e-9);
        }

        Assert.Equal(5 + 5 + 5, starts.EnergyAt(point).Parameters.Sum(p => p.Values.Length));
        Assert.Equal("log_friction", Assert.Single(starts.OwnAt(point)).Name);
    }

    [Fact]
    public void A_prior_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() =>
        new UnknownStarts(Quadratic.Isotropic(1), new TrajectoryMatching { Weights = [1] }, new Windows([Track([0, 1])], 1, 1), 1, [1, 1]));

    private static double Curvature(Energy energy) => energy.Parameters[0].Values[0];

    private static double[] Minimum(UnknownStarts starts) => new Lbfgs { Tolerance = 0, Steps = 1000 }.Minimise(starts.Start, starts.At).Last().Point;

    private static Trajectory Track(double[] values, int dimension = 1) =>
        new("", [.. Enumerable.Range(0, values.Length / dimension).Select(frame => Eta * frame)], values, [.. Enumerable.Range(0, dimension).Select(i => $"x{i}")]);
}
