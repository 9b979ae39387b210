using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.StepFunctions;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>The contestants of the shoot-out and what judges them.</summary>
public sealed class StepFunctionTests
{
    private static readonly Scaling Odd = new([0.3, -0.2], 1.7, 0.4);

    public static TheoryData<int> Kinds { get; } = [.. Enum.GetValues<Kind>().Select(kind => (int)kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Parameters_are_as_many_as_counted(int kind)
    {
        Contestant contestant = new((Kind)kind, 2, 5, 7);
        Assert.Equal(contestant.Parameters, Theta.Of(contestant.Make(new Rng(1)).Parameters).Length);
    }

    [Fact]
    public void Work_is_counted_as_by_hand()
    {
        // 2 → 3 → 4 → 2 has products of 6, 12 and 8: three times all of them but the first, which is not asked for the gradient of its input.
        Assert.Equal((3 * 26) - 6, new Contestant(Kind.Residual, 2, 3, 4).Work);

        // Down and up again 6, 12 and 4, without going up the 4.
        Assert.Equal((3 * 40) - 6, new Contestant(Kind.Energy, 2, 3, 4).Work);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_nearest_contestant_is_near(int kind)
    {
        // Second layers of neighbouring widths differ by about as many parameters as the first layer has units: for 300 parameters 15 of them, twice in a game.
        Assert.InRange(Contestant.Nearest((Kind)kind, 2, 300, contestant => contestant.Parameters).Parameters, 285, 315);
    }

    [Fact]
    public void An_energy_step_is_a_step_down_its_landscape()
    {
        const double Eta = 0.05;
        EnergyStep step = (EnergyStep)new Contestant(Kind.Energy, 2, 5, 6).Make(new Rng(2));
        FittedStep fitted = new(step, 2);
        fitted.Set(Theta.Of(step.Parameters), Odd);
        double[] x = [0.7, -1.1], slope = step.Landscape(fitted.Parameters, Odd, Eta, "landscape").GradientAt(x), next = fitted.Next(x);
        Assert.Equal(x[0] - (Eta * slope[0]), next[0], 1e-14);
        Assert.Equal(x[1] - (Eta * slope[1]), next[1], 1e-14);
        Assert.Equal(x[0] - (3 * Eta * slope[0]), fitted.Next(x, 3)[0], 1e-14);
    }

    [Fact]
    public void Energies_have_no_circulation_and_rotations_have_all()
    {
        FittedStep energy = new(new Contestant(Kind.Energy, 2, 6, 6).Make(new Rng(3)), 2);
        energy.Set(energy.Parameters, Odd);
        Assert.True(Loop.Circulation(x => energy.Next(x), (0.2, 0.1, 0.7)) < 1e-13);

        // Round its own centre a rotation goes along the circle everywhere.
        Assert.Equal(1, Loop.Circulation(x => [.. x.Chunk(2).SelectMany(p => new[] { p[0] - (0.1 * p[1]), p[1] + (0.1 * p[0]) })], (0, 0, 0.5)), 1e-12);
    }

    [Fact]
    public void A_residual_network_learns_a_linear_map_and_an_energy_its_symmetric_part()
    {
        SeenSteps data = StepSystem.Rotation.Draw(400, new Rng(4)), judge = StepSystem.Rotation.Draw(4096, new Rng(5));

        // Its changes are linear, so a small network needs few steps; 5 % is five times what more steps leave.
        Assert.True(Error(Kind.Residual) < 0.05);

        // |(A − Aᵀ)/2|² / |A|² = 6.125 / 6.59 for [−0.5, 2; −1.5, −0.3]; four standard errors of 1/64 below, and above what is not yet learned.
        Assert.InRange(Error(Kind.Energy) * Error(Kind.Energy) / (6.125 / 6.59), 1 - (4.0 / 64), 1.2);

        double Error(Kind kind)
        {
            StepFit fit = new(new Contestant(kind, 2, 6, 6).Make(new Rng(6)), 2) { Steps = 100 };
            fit.Fit(data.Part(0, 300), data.Part(300, 400), Scaling.Of(data), CancellationToken.None);
            return RollOuts.OfTheChange(fit.Use.Next(judge.From), judge.To, judge.From);
        }
    }

    [Fact]
    public void A_swirl_is_half_downhill()
    {
        // −(I − J) ∇E has twice the square of ∇E, and −∇E is half of it.
        double[] x = [0.4, 0.9], slope = new ThreeWells().GradientAt(x), next = StepSystem.SwirlingWells.Mean(x);
        double[] change = [(next[0] - x[0]) / 0.02, (next[1] - x[1]) / 0.02];
        Assert.Equal(2 * ((slope[0] * slope[0]) + (slope[1] * slope[1])), (change[0] * change[0]) + (change[1] * change[1]), 1e-9);
        Assert.Equal(-(slope[0] * slope[0]) - (slope[1] * slope[1]), (change[0] * slope[0]) + (change[1] * slope[1]), 1e-9);
    }

    [Fact]
    public void The_soft_minimum_is_below_both_by_ln_2_at_most()
    {
        Energy a = new Quadratic([1, 0, 0, 1], [-1, 0]), b = new Quadratic([2, 0, 0, 1], [1, 0]);
        SoftMinimum either = new(a, b, 0.5);
        Assert.Equal(-0.5 * Math.Log(Math.Exp(-a.At(0.3, 0.2) / 0.5) + Math.Exp(-b.At(0.3, 0.2) / 0.5)), either.At(0.3, 0.2), 1e-14);
        Assert.Equal(a.At(0, 1) - (0.5 * Math.Log(2)), new SoftMinimum(a, a, 0.5).At(0, 1), 1e-14);
    }

    [Fact]
    public void The_divergence_of_a_landscape_from_itself_is_zero_and_from_a_lifted_one_too()
    {
        Assert.Equal(0, Transfer.Divergence(new ThreeWells(), new Lifted(new ThreeWells(), 3), 1), 1e-12);
        Assert.True(Transfer.Divergence(new ThreeWells(), 0.5 * new ThreeWells(), 1) > 0.01);
    }

    [Fact]
    public void An_interval_over_equal_numbers_is_that_number()
    {
        GeometricMean same = GeometricMean.Of([2, 2, 2]), spread = GeometricMean.Of([1, 4]);
        Assert.Equal((2, 2, 2), (Math.Round(same.Value, 12), Math.Round(same.Low, 12), Math.Round(same.High, 12)));

        // ln 1 and ln 4 have the mean ln 2 with the standard error ln 2, and Student's t of one degree of freedom has its 97.5 % point at 12.7062047.
        Assert.Equal(1, Math.Log2(spread.Value), 1e-12);
        Assert.Equal((1 - 12.7062047, 1 + 12.7062047), (Math.Round(Math.Log2(spread.Low), 7), Math.Round(Math.Log2(spread.High), 7)));
    }

    [Fact]
    public void A_roll_out_that_runs_away_is_lost_and_counts_no_more()
    {
        double[][] truth = [[0, 0, 0, 0]], learned = [[double.NaN, 0, 0.3, 0.4]];
        Assert.Equal(((1 + 0.25) / 2, 0), (RollOuts.Apart(learned, truth, 2, 2), RollOuts.Apart(truth, truth, 2, 2)));
    }
}
