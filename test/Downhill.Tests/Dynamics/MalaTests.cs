using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class MalaTests
{
    // 40 000 independent chains that begin in the law itself: a sample variance has standard error v √(2/n), and five of them is one
    // false alarm in a million. Without the test the same steps settle at T / (λ (1 − ηλ/2)).
    [Theory]
    [InlineData(0.5, 1, 1)]
    [InlineData(1.5, 1, 0.3)]
    [InlineData(0.4, 4, 2)]
    public void The_law_stays_what_it_is_at_any_step_size(double stepSize, double stiffness, double temperature)
    {
        const int Chains = 40_000;
        double ideal = temperature / stiffness, tolerance = 5 * ideal * Math.Sqrt(2.0 / Chains);
        double[] x = Settled(new Mala { StepSize = stepSize, Temperature = temperature })[0];
        Assert.Equal(ideal, x.Average(value => value * value), tolerance);
        Assert.Equal(0, x.Average(), 5 * Math.Sqrt(ideal / Chains));

        double untested = Settled(new Langevin { StepSize = stepSize, Temperature = temperature })[0].Average(value => value * value);
        Assert.True(Math.Abs(untested - ideal) > tolerance, "the test must be able to see the bias that the Metropolis test removes");

        double[][] Settled(Stepper stepper)
        {
            double[] start = new double[Chains];
            new Rng(5).Normal(start);
            Chain chain = new(Quadratic.Isotropic(1, stiffness), stepper, 40, new Rng(20260101));
            return chain.Advance(chain.AtRest([.. start.Select(value => value * Math.Sqrt(ideal))]));
        }
    }

    // On E = x²/2 with T = 1 the proposal is y = (1 − η) x + √(2η) ξ, and ln of the ratio is (x² − y²) η / 4: the mean of min(1, ratio) in
    // the law is an integral over two normal numbers. 50 000 chains: its standard error is at most ½ / √n.
    [Theory]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(1.8)]
    public void As_many_proposals_are_taken_as_the_integral_says(double stepSize)
    {
        const int Chains = 50_000, Nodes = 400;
        double expected = 0;
        for (int i = 0; i < Nodes; i++)
        {
            for (int j = 0; j < Nodes; j++)
            {
                double x = Node(i), noise = Node(j), y = ((1 - stepSize) * x) + (Math.Sqrt(2 * stepSize) * noise);
                expected += Width * Width * Normal(x) * Normal(noise) * Math.Min(1, Math.Exp(((x * x) - (y * y)) * stepSize / 4));
            }
        }

        double[] start = new double[Chains];
        new Rng(6).Normal(start);
        Chain chain = new(Quadratic.Isotropic(1, 1), new Mala { StepSize = stepSize }, 1, new Rng(20260102));
        double[][] state = chain.Advance(chain.AtRest(start));
        Assert.Equal(expected, state[1].Average(), 2.5 / Math.Sqrt(Chains));
        Assert.Equal(state[1].Sum(), state[0].Zip(start).Count(pair => pair.First != pair.Second));

        static double Node(int i) => -8 + ((i + 0.5) * Width);
        static double Normal(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }

    private const double Width = 16.0 / 400;

    // Chains are independent, so their last points are; then χ² over the bins of the grid density has bins − 1 degrees of freedom. The bound is
    // Wilson and Hilferty's at 4.75 standard deviations, one false alarm in a million.
    [Fact]
    public void A_double_well_is_filled_as_its_density_says()
    {
        const int Chains = 20_000;
        double tested = Misfit(new Mala { StepSize = 0.2, Temperature = 0.3 }), untested = Misfit(new Langevin { StepSize = 0.2, Temperature = 0.3 });
        Assert.True(tested < Bound, $"χ² is {tested}");
        Assert.True(untested > Bound, "the test must be able to see the bias that the Metropolis test removes");

        static double Misfit(Stepper stepper)
        {
            Chain chain = new(new DoubleWell(), stepper, 300, new Rng(20260103));
            double[] starts = [.. Enumerable.Range(0, Chains).Select(i => -2 + (4.0 * i / Chains))], last = chain.Advance(chain.AtRest(starts))[0], expected = Shares();
            int[] found = new int[Bins];
            Array.ForEach(last, x => found[Math.Clamp((int)((x + 2) / 4 * Bins), 0, Bins - 1)]++);
            return expected.Zip(found, (share, count) => Math.Pow(count - (share * Chains), 2) / (share * Chains)).Sum();
        }
    }

    private const int Bins = 24;

    private static double Bound => (Bins - 1) * Math.Pow(1 - (2 / (9.0 * (Bins - 1))) + (4.75 * Math.Sqrt(2 / (9.0 * (Bins - 1)))), 3);

    // Of [−2, 2] in equal bins; the first and the last take what lies beyond.
    private static double[] Shares()
    {
        const int Fine = 200;
        double[] shares = new double[Bins];
        for (int i = -Fine * Bins; i < 2 * Fine * Bins; i++)
        {
            double x = -2 + (4 * (i + 0.5) / (Fine * Bins)), well = (x * x) - 1;
            shares[Math.Clamp(i < 0 ? 0 : i / Fine, 0, Bins - 1)] += Math.Exp(-well * well / 4 / 0.3);
        }

        double total = shares.Sum();
        return [.. shares.Select(share => share / total)];
    }
}
