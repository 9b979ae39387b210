using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class GradientDescentTests
{
    // ηλ = 0.1 creeps, 1.5 alternates, 1.9 alternates slowly inwards, 2.1 alternates outwards.
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(1.5)]
    [InlineData(1.9)]
    [InlineData(2.1)]
    public void An_eigenmode_is_multiplied_by_one_minus_eta_lambda(double etaLambda)
    {
        const double Eta = 0.05;
        Chain chain = new(Quadratic.Isotropic(1, etaLambda / Eta), new GradientDescent { StepSize = Eta }, 1, new Rng(0));
        double[][] state = [[0.7]];
        for (int t = 1; t <= 100; t++)
        {
            double before = state[0][0];
            state = chain.Advance(state);

            // Each step rounds at most three times, and η · λ by 10⁻¹⁶ once.
            double expected = 0.7 * Math.Pow(1 - etaLambda, t);
            Assert.Equal(expected, state[0][0], (1e-15 * t * 4 * Math.Abs(expected) / Math.Max(0.05, Math.Abs(1 - etaLambda))) + 2e-16);
            if (etaLambda != 1)
            {
                Assert.Equal(etaLambda > 1, Math.Sign(before) != Math.Sign(state[0][0]));
                Assert.Equal(etaLambda > 2, Math.Abs(state[0][0]) > Math.Abs(before));
            }
        }
    }

    // E(x′) ≤ E(x) row by row and without tolerance, both computed by the same program.
    [Theory]
    [InlineData("mueller-brown")]
    [InlineData("rosenbrock")]
    public void With_backtracking_the_energy_never_rises(string name)
    {
        const int Starts = 500;
        Energy energy = name == "rosenbrock" ? new Rosenbrock() : new MuellerBrown();
        double[] points = [.. Enumerable.Range(0, Starts).SelectMany(i => new[] { Side(i, 0), Side(i, 1) + (name == "rosenbrock" ? 0 : 0.5) })];
        Landscape landscape = new(energy);
        Chain chain = new(energy, new GradientDescent { StepSize = 1, Halvings = 20 }, 1, new Rng(0));
        (double[] before, _) = landscape.Evaluate(points);
        double[] first = before;
        for (int t = 0; t < 200; t++)
        {
            points = chain.Advance([points])[0];
            (double[] after, _) = landscape.Evaluate(points);
            for (int i = 0; i < Starts; i++)
            {
                Assert.True(after[i] <= before[i], $"start {i} rises at step {t} from {before[i]:R} to {after[i]:R}");
            }

            before = after;
        }

        // It does move, and the same step size without backtracking runs away.
        Assert.All(first.Zip(before), pair => Assert.True(pair.Second < pair.First));
        double[] wild = new Chain(energy, new GradientDescent { StepSize = 1 }, 20, new Rng(0)).Advance([[-1.2, 1]])[0];
        Assert.False(double.IsFinite(wild[0]) && landscape.Evaluate(wild).Energies[0] < landscape.Evaluate([-1.2, 1]).Energies[0]);

        static double Side(int i, int axis) => (3 * new Rng(20260101).Fork(i).Uniform(axis)) - 1.5;
    }

    [Fact]
    public void The_first_step_size_that_lowers_the_energy_enough_is_taken()
    {
        // On E = 8 x²/2 from x = 1: x′ = 1 − 8η rises for η = 1 and ½, gives |x′| = 1 for ¼, and the minimum for ⅛.
        Chain chain = new(Quadratic.Isotropic(1, 8), new GradientDescent { StepSize = 1, Halvings = 10 }, 1, new Rng(0));
        Assert.Equal([0], chain.Advance([[1]])[0]);

        // Three halvings just reach ⅛; with two no η is small enough, so the point stays.
        Assert.Equal([0], new Chain(Quadratic.Isotropic(1, 8), new GradientDescent { StepSize = 1, Halvings = 3 }, 1, new Rng(0)).Advance([[1]])[0]);
        Assert.Equal([1], new Chain(Quadratic.Isotropic(1, 8), new GradientDescent { StepSize = 1, Halvings = 2 }, 1, new Rng(0)).Advance([[1]])[0]);
    }

    // E = x² − ln x from 3: the whole step goes to −8/3, where E is no number; half of it to 1/6, where it has fallen.
    [Fact]
    public void A_step_to_where_the_energy_is_no_number_is_not_taken() =>
        Assert.Equal(1.0 / 6, new Chain(new Fenced(), new GradientDescent { StepSize = 1, Halvings = 1 }, 1, new Rng(0)).Advance([[3]])[0][0], 1e-12);

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent { StepSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent { StepSize = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientDescent { Halvings = -1 });
    }

    private sealed record Fenced : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Node Of(Node x) => Maths.Square(Maths.Sum(x)) - Maths.Log(Maths.Sum(x));

        public override Energy With(IReadOnlyList<Parameter> parameters) => this;
    }
}
