using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;

namespace Downhill.Tests.Bootstrapping;

public sealed class ModuliTests
{
    private const int N = 8;

    private static readonly Mdp Process = new Garnet { States = 4, Actions = 2, Discount = 0.7 }.Draw(new(11));

    private static double[] Random(int seed, int count)
    {
        double[] values = new double[count];
        new Rng((ulong)seed).Normal(values);
        return values;
    }

    private static QIteration Update(double coupling, double stepSize)
    {
        double[] noise = Random(21, N * N);
        double[] kernel = [.. noise.Select((value, at) => (at / N == at % N ? 1 : 0) + (coupling * value))];
        return new(new(Process), Gain.OfKernel(kernel, [.. Enumerable.Range(0, N).Select(i => 0.5 + (i / 16.0))])) { StepSize = stepSize };
    }

    [Fact]
    public void No_pair_of_tables_comes_apart_by_more_than_the_modulus_and_one_by_just_that()
    {
        QIteration update = Update(0.3, 0.8);
        double modulus = Contraction.Modulus(update), most = 0;

        // Differences are the signs of one row, offsets make any policy greedy in both tables: among all of them is the worst pair.
        foreach (int[] actions in JointSpectralBounds.Policies(Process, 16)!)
        {
            double[,] map = Stability.Jacobian(update, actions);
            for (int row = 0; row < N; row++)
            {
                double[] apart = [.. Enumerable.Range(0, N).Select(j => map[row, j] >= 0 ? 1.0 : -1)];
                double[] low = [.. Enumerable.Range(0, N).Select(pair => pair % 2 == actions[pair / 2] ? 10.0 : 0)], high = [.. low.Zip(apart, (a, b) => a + b)];
                double[] from = update.Next(QState.At(low)).Values, to = update.Next(QState.At(high)).Values;
                most = Math.Max(most, from.Zip(to, (a, b) => Math.Abs(a - b)).Max());
            }
        }

        Assert.Equal(modulus, most, 1e-12);
        Assert.True(modulus <= Contraction.Bound(update.Gain, update.StepSize, Process.Discount));
    }

    [Fact]
    public void The_largest_steps_are_where_the_moduli_pass_one()
    {
        QIteration update = Update(0.01, 1);
        double all = Contraction.LargestStep(update.Gain, Process.Discount), own = Contraction.LargestStep(update);
        Assert.True(own >= all && all > 0);
        Assert.True(Contraction.Bound(update.Gain, all * 0.999999, Process.Discount) < 1 && Contraction.Bound(update.Gain, all * 1.000001, Process.Discount) > 1);
        Assert.True(Contraction.Modulus(update with { StepSize = own * 0.999999 }) < 1 && Contraction.Modulus(update with { StepSize = own * 1.000001 }) > 1);
        Assert.Equal(0, Contraction.LargestStep(Update(1, 1).Gain, Process.Discount));
        Assert.Equal(0, Contraction.LargestStep(Update(1, 1)));
    }

    [Fact]
    public void Weights_make_the_modulus_smaller_and_stay_above_every_spectral_radius()
    {
        QIteration update = Update(0.3, 0.5);
        (double[] weights, double modulus) = Contraction.Weighted(update);
        Assert.Equal(modulus, Contraction.Modulus(update, weights), 1e-12);
        Assert.True(modulus < Contraction.Modulus(update));
        Assert.All(JointSpectralBounds.Policies(Process, 16)!, actions => Assert.True(Stability.SpectralRadius(update, actions) <= modulus));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_end_that_is_never_learned_from_does_not_keep_a_table_from_contracting(bool isLearned)
    {
        // 0 → 1 → end, one action, γ = 1/2; differences d: d₀′ = (1 − α ρ₀) d₀ + α ρ₀ γ d₁, d₁′ = (1 − α ρ₁) d₁, the end's (1 − α ρ₂) d₂.
        Mdp chain = new(Transitions.Of(3, 1, [(0, 0, 1, 1.0), (1, 0, 2, 1.0)]), Rewards.OfState([1, 1, 0]), [1, 0, 0], [false, false, true], 0.5);
        const double Step = 0.8, First = 0.5, Second = 0.3;
        double last = isLearned ? 0.1 : 0;
        QIteration update = new(new(chain), Gain.Weighted([First, Second, last])) { StepSize = Step };
        double[] factors = [1 - (Step * First * 0.5), 1 - (Step * Second), isLearned ? 1 - (Step * last) : 0];
        Assert.Equal(factors.Max(), Contraction.Modulus(update), 1e-15);
        Assert.True(Contraction.Weighted(update).Modulus <= Contraction.Modulus(update));
        Assert.Equal(Fate.Contracts, Certificate.Of(update, new double[3]).Verdict);
    }

    [Theory]
    [InlineData(Guess.Own, 0)]
    [InlineData(Guess.Own, 0.7)]
    [InlineData(Guess.Copy, 0)]
    [InlineData(Guess.Checked, 0)]
    [InlineData(Guess.Twin, 0)]
    public void The_derivative_of_a_step_is_that_of_its_differences(Guess guess, double momentum)
    {
        QIteration update = Update(0.3, guess == Guess.Own ? 0.4 : 0.05) with { Guess = guess, Momentum = momentum, CopyEvery = 3 };
        double[] x = Random(4, N);
        int[] actions = update.Backup.Greedy(x);
        double[,] map = Stability.Jacobian(update, actions);
        int wide = map.GetLength(0), steps = guess is Guess.Copy or Guess.Checked ? 3 : 1;
        const double Small = 1e-6;
        for (int j = 0; j < wide; j++)
        {
            double[] plus = After(j, Small), minus = After(j, -Small);
            for (int i = 0; i < wide; i++)
            {
                // T is piecewise linear: differences are exact but for rounding, some 1e-15 / 1e-6.
                Assert.Equal(map[i, j], (plus[i] - minus[i]) / (2 * Small), 1e-7);
            }
        }

        double[] After(int j, double by)
        {
            double[] first = [.. x], second = [.. x];
            (j < N ? first : second)[j % N] += by;
            QState state = new(first, momentum > 0 ? second : first, guess == Guess.Twin ? second : first, 0);
            for (int step = 0; step < steps; step++)
            {
                state = update.Next(state);
            }

            return momentum > 0 ? [.. state.Values, .. state.Before] : guess == Guess.Twin ? [.. state.Values, .. state.Other] : state.Values;
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_largest_step_of_a_spectrum_is_where_its_radius_passes_one(double momentum)
    {
        QIteration update = Update(0.3, 1) with { Momentum = momentum };
        int[] actions = [0, 1, 1, 0];
        double limit = Stability.LargestStep(update, actions);
        Assert.Contains(Stability.Rates(update, actions), rate => Math.Abs(rate.Imaginary) > 0.01);
        Assert.True(Stability.SpectralRadius(update with { StepSize = limit * 0.99999 }, actions) < 1);
        Assert.True(Stability.SpectralRadius(update with { StepSize = limit * 1.00001 }, actions) > 1);
    }

    [Fact]
    public void The_joint_bounds_hold_every_product_of_steps()
    {
        QIteration update = Update(0.3, 0.5);
        JointSpectralBounds bounds = JointSpectralBounds.Of(update);
        Assert.InRange(bounds.Upper, bounds.Lower, 1.5 * bounds.Lower);
        Assert.Equal(bounds.Lower, JointSpectralBounds.Policies(Process, 16)!.Max(actions => Stability.SpectralRadius(update, actions)), 1e-9);
        Assert.Equal(bounds.Lower, JointSpectralBounds.Of(update, 1).Lower, 1e-9);
        double[][,] maps = [.. JointSpectralBounds.Policies(Process, 16)!.Select(actions => Stability.Jacobian(update, actions))];
        for (int draw = 0; draw < 300; draw++)
        {
            int length = 1 + (draw % 12);
            double[,] product = Products.Identity(N);
            for (int k = 0; k < length; k++)
            {
                product = Products.Times(maps[new Rng(31).Fork(draw).Below(k, maps.Length)], product);
            }

            Assert.InRange(Math.Pow(Products.SpectralRadius(product), 1.0 / length), 0, bounds.Upper + 1e-12);
        }
    }

    [Theory]
    [InlineData(0.88, true)]
    [InlineData(0.885, false)]
    public void The_star_grows_above_fifteen_seventeenths(double discount, bool isStable)
    {
        Classic star = Classics.Baird(discount, 0.001);

        // Directions that are zero in all states do not move: their eigenvalue is one.
        System.Numerics.Complex[] moving = [.. Stability.Rates(star.Iteration, new int[7]).Where(rate => rate.Magnitude > 1e-9)];
        Assert.Equal(isStable, moving.All(rate => rate.Real > 0));
        Assert.Equal((15 - (17 * discount)) / 7, moving.Where(rate => Math.Abs(rate.Imaginary) > 1e-9).Sum(rate => rate.Real), 1e-12);
    }

    [Fact]
    public void Two_states_with_one_weight_move_as_published()
    {
        Classic two = Classics.TsitsiklisVanRoy(0.1, 0.9, 0.2), full = Classics.LeastSquares(0.1, 0.9), first = Classics.FirstTransition(0.9, 0.2);
        Assert.Equal(1 + (0.2 * ((0.9 * 2.8) - 2.5)), two.Iteration.Next(QState.At(two.Start)).Values[0], 1e-14);
        Assert.Equal(0.9 * 5.6 / 5, full.Iteration.Next(QState.At(full.Start)).Values[0], 1e-14);
        Assert.Equal(1 + (0.2 * 0.8), first.Iteration.Next(QState.At(first.Start)).Values[0], 1e-14);
    }
}
