using Downhill.Compute;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Operators;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>What the experiments on operators are made of.</summary>
public sealed class OperatorStudyTests
{
    [Theory]
    [InlineData(2.3, 1.1)]
    [InlineData(0.9, 3.2)]
    public void The_landscapes_are_their_formulas(double x, double y)
    {
        double u = x - 2, v = y - 2;
        Assert.Equal((Math.Pow((u * u) - 1, 2) / 4) - 0.25 + (0.75 * v * v) + (0.4 * u * v), Quartic.Wells.At(x, y), 1e-13);
        Assert.Equal((0.5 * u * u) + (1.2 * v * v) + (0.7 * u * v) + (0.15 * Math.Pow(u, 4)) + (0.2 * u * u * v) + (0.1 * Math.Pow(v, 4)), Quartic.Bent.At(x, y), 1e-13);
        Assert.Equal((1.2 * Math.Pow(v - (0.5 * u * u) + 0.4, 2)) + (0.25 * u * u) - (1.2 * 0.16), Quartic.Valley.At(x, y), 1e-13);
        Assert.Equal(((u * u) + (v * v)) / 2, Quartic.Bowl.At(x, y), 1e-13);
    }

    // On ½ |x − 2|² with x − 2 = (1, 0) the slope is (1, 0) and a quarter turn of it (0, 1).
    [Fact]
    public void A_turning_step_goes_down_and_aside()
    {
        double[] next = new OperatorModel(OperatorKind.Turned).Next(OperatorKind.Turned.Theta(Quartic.Bowl), [], [3, 2]);
        Assert.Equal(2.9, next[0], 1e-14);
        Assert.Equal(2.08, next[1], 1e-14);
    }

    [Fact]
    public void Momentum_goes_on_from_the_point_before()
    {
        // x − 0.05 (x − 2) + 0.7 (x − before).
        double[] next = new OperatorModel(OperatorKind.Momentum).Next(OperatorKind.Momentum.Theta(Quartic.Bowl), [2.8, 2.1], [3, 2]);
        Assert.Equal(3 - 0.05 + 0.14, next[0], 1e-14);
        Assert.Equal(2 - 0.07, next[1], 1e-14);
    }

    [Fact]
    public void Steps_without_noise_give_the_energy_back()
    {
        OperatorModel model = new(OperatorKind.Multiplicative);
        (Moves seen, Moves aside) = Moves.Draw(model, model.Kind.Theta(Quartic.Bent), 40, 5, 0, new Rng(3));
        OperatorFit fit = model.Fit(seen, [model.Kind.Theta(Quartic.Bowl)], 500, CancellationToken.None);
        Assert.Equal((150, 50), (seen.Count, aside.Count));
        Assert.True(fit.Error(aside) < 1e-4);
        Assert.Equal(Quartic.Bent.GradientAt(2.4, 1.7)[0], fit.Energy.GradientAt(2.4, 1.7)[0], 1e-3);
    }

    [Fact]
    public void A_setting_of_its_own_must_earn_its_place()
    {
        OperatorFit descent = new(new(OperatorKind.Descent), OperatorKind.Descent.Theta(Quartic.Bowl), 1), momentum = new(new(OperatorKind.Momentum), OperatorKind.Momentum.Theta(Quartic.Bowl), 1);
        double[] plain = [0.3, -0.1, 0.2, 0.5], noisy = [0.4, -0.1, 0.3, 0.4], better = [1.3, 1.1, 1.2, 1.4];
        Assert.Equal(OperatorKind.Descent, new Identification("", OperatorKind.Descent, 0, [descent, momentum], [plain, noisy]).Chosen);
        Identification earned = new("", OperatorKind.Descent, 0, [descent, momentum], [plain, better]);
        Assert.Equal(OperatorKind.Momentum, earned.Chosen);
        Assert.False(earned.IsRight);
        Assert.Equal(-1.025, earned.Margin, 1e-12);
    }

    [Fact]
    public void Ways_are_compared_at_equal_shares_of_their_length()
    {
        // The same straight line in few and in many uneven steps is one way; the legs of a right angle are up to half of √2 beside its third side.
        Course few = new([[[0, 0], [1, 1]]], [[1, 1]]), many = new([[[0, 0], [0.1, 0.1], [0.7, 0.7], [1, 1]]], [[1, 1]]), corner = new([[[0, 0], [1, 0], [1, 1]]], [[1, 1]]);
        Assert.Equal(0, few.Apart(many), 1e-12);
        Assert.Equal(0.25, few.Apart(corner), 0.003);
        Assert.Equal(0, few.Parted(corner));
        Assert.Equal(1, few.Parted(many with { Ends = [[0, 1]] }));
    }

    [Fact]
    public void The_nearest_point_of_the_simplex()
    {
        double[] near = ThreeFormalisations.OnSimplex([0.9, 0.5, -0.3, 0.1]);
        Assert.All(near.Zip([0.7, 0.3, 0, 0]), pair => Assert.Equal(pair.Second, pair.First, 1e-14));
        Assert.All(ThreeFormalisations.OnSimplex([0.2, 0.5, 0.3]).Zip([0.2, 0.5, 0.3]), pair => Assert.Equal(pair.Second, pair.First, 1e-14));
    }
}
