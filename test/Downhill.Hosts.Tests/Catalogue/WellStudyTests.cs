using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Studies;
using Downhill.Simulation;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>What the experiment on three wells measures by: the form, the bound, the baseline, the coverage.</summary>
public sealed class WellStudyTests
{
    private static readonly double[] Points = [0.3, -0.7, -1.1, 0.2, 0.05, 1.3, 0.9, -0.4];

    [Fact]
    public void The_form_is_that_of_the_example()
    {
        (double[] energies, double[] gradients) = Landscape.Of(WellForm.Example).Evaluate(Points);
        (double[] known, double[] slopes) = Landscape.Of(new ThreeWells()).Evaluate(Points);
        Assert.All(energies.Zip(known), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
        Assert.All(gradients.Zip(slopes), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        Assert.Equal(11, WellForm.Example.Count);
        Assert.Equal(13, (WellForm.Example with { Widths = [0.5, 0.55, 0.6] }).Count);
    }

    [Theory, InlineData(true), InlineData(false)]
    public void Sensitivities_are_differences_of_the_gradient(bool isShared)
    {
        // Central differences over 10⁻⁵ of numbers of order ten: truncation 10⁻⁹, rounding 10⁻¹⁰.
        const double H = 1e-5;
        WellForm form = isShared ? WellForm.Example : WellForm.Example with { Widths = [0.5, 0.55, 0.6] };
        double[] theta = [.. form.Parameters.SelectMany(parameter => parameter.Values)];
        for (int row = 0; row < Points.Length; row += 2)
        {
            double[] known = form.Sensitivity(Points[row], Points[row + 1]);
            for (int p = 0; p < theta.Length; p++)
            {
                double[] up = With(form, theta, p, H).GradientAt(Points[row], Points[row + 1]), down = With(form, theta, p, -H).GradientAt(Points[row], Points[row + 1]);
                Assert.Equal((up[0] - down[0]) / (2 * H), known[p], 1e-7);
                Assert.Equal((up[1] - down[1]) / (2 * H), known[theta.Length + p], 1e-7);
            }
        }
    }

    [Fact]
    public void The_bound_over_the_frames_themselves_counts_parameters()
    {
        Rng rng = new(5);
        double[] frames = [.. Enumerable.Range(0, 2 * 300).Select(i => rng.Normal(i))];
        InformationLimit limit = InformationLimit.Of(WellForm.Example, frames, frames, 0.02, 1.5);

        // tr(J I⁻¹ Jᵀ) averaged over the frames of I is 2T p / (N Δ); the information's condition of 10⁵ costs as many digits.
        Assert.Equal(2 * 1.5 * 11 / (300 * 0.02), limit.Force * limit.Force, 1e-8);
    }

    [Fact]
    public void The_ridge_fit_finds_a_landscape_where_there_is_no_noise()
    {
        Wells wells = Wells.Example;
        IReadOnlyList<Trajectory> tracks = Simulator.Run(wells.System, 150, 20, wells.Interval, 0, new Rng(6));
        RidgeBumps bumps = RidgeBumps.Of(tracks, wells.Interval, [0.4, 0.8], CancellationToken.None);
        double[] points = [.. tracks.SelectMany(track => track.Values)], truth = Landscape.Of(wells.Form).Evaluate(points).Gradients, found = bumps.Gradients(points);

        // Bumps narrower than the wells follow them to a per cent or two; at the edge, where centres end, less well.
        Assert.InRange(Math.Sqrt(found.Zip(truth, (a, b) => (a - b) * (a - b)).Sum() / truth.Sum(g => g * g)), 0, 0.06);
        Assert.Equal(0.4, bumps.Width);
    }

    [Fact]
    public void The_temperature_of_free_diffusion_is_that_of_its_steps()
    {
        IReadOnlyList<Trajectory> tracks = Simulator.Run(KnownSystems.Named("free-diffusion")!, 40, 200, 0.02, 1, new Rng(7));
        RidgeBumps bumps = RidgeBumps.Of(tracks, 0.02, [4], CancellationToken.None);

        // 15,920 squares of normal numbers: one standard error is 1.1 %; a fit of some ten bumps takes less than a thousandth.
        Assert.Equal(1, bumps.EulerTemperature(tracks, 0.02), 0.045);
    }

    [Fact]
    public void Landscapes_at_random_are_of_one_kind_and_no_two_alike()
    {
        Wells[] all = [.. Enumerable.Range(0, 3).Select(i => Wells.Random(new Rng(8).Fork(i)))];
        Assert.All(all, wells => Assert.Equal(3, wells.Places.Minima.Points.Length));
        Assert.All(all, wells => Assert.Equal(0.3, wells.Interval * wells.Curvature, 0.01));
        Assert.All(all, wells => Assert.All(wells.WaysOut, way => Assert.InRange(way, 0.5, 3.5)));
        Assert.Equal(3, all.Select(wells => wells.Form.Quartic).Distinct().Count());

        // The example: as its own file says.
        Assert.Equal([0.69, 1.65, 2.15], Wells.Example.WaysOut.Order().Select(way => Math.Round(way, 2)));
        Assert.Equal(0.02 * 15.9, Wells.Example.Interval * Wells.Example.Curvature, 0.01);
    }

    [Fact]
    public void A_path_leads_from_the_lowest_minimum_over_the_pass()
    {
        double[] energies = Wells.Example.Above(Wells.Example.Path);
        Assert.Equal(0, energies[0], 1e-9);
        Assert.Equal(2.15, energies.Max(), 0.01);
        Assert.Equal(-3.908 + 4.403, energies[^1], 0.002);
    }

    [Fact]
    public void Coverage_counts_and_has_the_interval_of_Wilson()
    {
        Coverage counted = Coverage.Of([((0, 1), 0.5), ((0, 1), 1.5), ((-1, 1), 1), ((double.NaN, double.NaN), 0)]);
        Assert.Equal(new Coverage(2, 3), counted);

        // Wilson's interval of 9 of 10, from the quadratic |p − 0.9| = 1.96 √(p (1 − p) / 10) solved by hand.
        (double low, double high) = new Coverage(9, 10).Interval;
        Assert.Equal(0.5958, low, 1e-4);
        Assert.Equal(0.9821, high, 1e-4);
        Assert.Equal(new Coverage(11, 13), new Coverage(9, 10) + counted);
    }

    private static Energy With(WellForm form, double[] theta, int which, double by)
    {
        double[] moved = [.. theta];
        moved[which] += by;
        int at = 0;
        return form.With([.. form.Parameters.Select(parameter => parameter with { Values = moved[at..(at += parameter.Values.Length)] })]);
    }
}
