using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Dynamics;

public sealed class LocalMinimaTests
{
    private static readonly double[] Grid = [.. Enumerable.Range(0, 100).SelectMany(i => (double[])[((i % 10) - 4.5) / 3, ((i / 10) - 4.5) / 3])];

    [Fact]
    public void All_three_wells_are_found_with_their_energies()
    {
        IReadOnlyList<Minimum> found = new LocalMinima().Of(new ThreeWells(), Grid);

        // The table in ThreeWells, to its last digit.
        Assert.Equal([-4.403, -3.908, -2.388], found.Select(m => Math.Round(m.Energy, 3)));
        Assert.Equal(0.860, found[0].Point[0], 5e-4);
        Assert.Equal(-0.480, found[0].Point[1], 5e-4);
        Assert.Equal(1, found.Sum(m => m.Share), 1e-12);
        Assert.All(found, m => Assert.True(Math.Sqrt(new ThreeWells().GradientAt(m.Point).Sum(g => g * g)) < 1e-10));
    }

    [Fact]
    public void A_start_on_a_saddle_is_no_answer()
    {
        // E = (x² − 1)²/4 + y²/2 and the like: the double well's slope is zero at 0, where its curvature is −1.
        IReadOnlyList<Minimum> found = new LocalMinima().Of(new DoubleWell(1), [0, 0.5, -0.5, 0]);
        Assert.Equal([-1.0, 1.0], found.Select(m => Math.Round(m.Point[0], 9)).Order());
        Assert.Equal(0.5, found.Sum(m => m.Share), 1e-12);
    }

    [Fact]
    public void Both_answers_are_found_under_each_condition()
    {
        // F(x, y) = (y² − x)²: y = ±√x where x > 0, and y = 0 alone below, where F is x².
        ConditionalEnergy energy = new(new Branches(), [1]);
        IReadOnlyList<IReadOnlyList<Minimum>> answers = new LocalMinima().Of(energy, [4, 1, -0.5], [-3, -1, -0.2, 0.3, 1, 3]);
        Assert.Equal([-2.0, 2], answers[0].Select(m => Math.Round(m.Point[0], 6)).Order());
        Assert.Equal([-1.0, 1], answers[1].Select(m => Math.Round(m.Point[0], 6)).Order());
        Assert.Equal(0, Assert.Single(answers[2]).Point[0], 1e-6);
        Assert.Equal(0.25, answers[2][0].Energy, 1e-9);
        Assert.Equal([-2.0, 2], new LocalMinima().Of(energy.Holding(4), [-3, 3]).Select(m => Math.Round(m.Point[0], 6)).Order());
    }

    [Fact]
    public void No_condition_has_no_answer() => Assert.Empty(new LocalMinima().Of(new ConditionalEnergy(new Branches(), [1]), [], [1]));

    [Fact]
    public void Starts_that_run_away_are_in_no_share() => Assert.Empty(new LocalMinima { Steps = 100 }.Of(Quadratic.Isotropic(1, -1), [0.5, -1]));

    [Fact]
    public void Starts_that_do_not_fill_points_are_refused() =>
        Assert.Contains("multiple of 2", Assert.Throws<ArgumentException>(() => new LocalMinima().Of(new ThreeWells(), [1, 2, 3])).Message, StringComparison.Ordinal);

    private sealed record Branches : Energy
    {
        public override int Dimension => 2;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Node Of(Node x) => Square(Square(Slice(x, 1, 1)) - Slice(x, 0, 1));

        public override Energy With(IReadOnlyList<Parameter> parameters) => this;
    }
}
