using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Mdps;

namespace Downhill.Tests.Bootstrapping;

public sealed class QNetworkTests
{
    private static readonly Mdp Process = new Garnet { States = 4, Actions = 2 }.Draw(new(21));

    [Fact]
    public void A_step_of_linear_parameters_is_the_step_of_the_iteration_with_their_kernel()
    {
        BellmanBackup backup = new(Process);
        double[] features = Normal(1, 8 * 3), rho = PairDistribution.Of(Process, Policy.Uniform(4, 2));
        QNetwork network = new(new Linear(Normal(2, 3)), features);
        QIteration iteration = new(backup, Gain.OfKernel(new LinearFeatures(8, 3, features).Kernel(), rho)) { StepSize = 0.3 };
        Near(iteration.Next(QState.At(network.Values())).Values, network.Step(backup, rho, 0.3).Values(), 1e-14);
    }

    [Fact]
    public void The_corrected_step_of_few_features_leaves_no_error_that_they_can_see()
    {
        BellmanBackup backup = new(Process);
        double[] features = Normal(1, 8 * 3);
        QNetwork network = new(new Linear(Normal(2, 3)), features);
        CorrectedStep step = network.Corrected(backup, 1);
        double[] target = new double[8], left = step.Network.Values();
        backup.Apply(network.Values(), target);
        Assert.Equal(3, step.Rank);

        // The normal equations of a projection: what is left is orthogonal to each feature.
        Near(new double[3], [.. Enumerable.Range(0, 3).Select(k => Enumerable.Range(0, 8).Sum(pair => features[(pair * 3) + k] * (target[pair] - left[pair])))], 1e-12);
    }

    [Fact]
    public void The_corrected_step_of_a_network_that_nothing_moves_stays()
    {
        // Each value is a product of two weights, and both are zero: K = 0.
        QNetwork network = QNetwork.OneHot(new LayeredTable([new double[8], new double[8]]));
        CorrectedStep step = network.Corrected(new(Process), 1);
        Assert.Equal((0, 1.0), (step.Rank, step.Condition));
        Assert.Equal(new double[8], step.Network.Values());
    }

    [Fact]
    public void What_a_policy_never_does_has_no_part_in_its_steps()
    {
        // exp(2000) of what has no chance; of the others e⁰ to e^(ln 3).
        Policy policy = PolicyGradients.Along(new(1, 3, [0, 0.5, 0.5]), [2000, 0, Math.Log(3)]);
        Near([0, 0.25, 0.75], policy.Probabilities, 1e-15);
    }

    [Fact]
    public void A_step_leaves_the_network_that_made_it_as_it_was()
    {
        QNetwork network = new(new WideNetwork(2, [5], new(3)), Normal(4, 8 * 2));
        double[] before = network.Values(), kernel = network.Kernel();
        QNetwork moved = network.Step(new(Process), [.. Enumerable.Repeat(1.0, 8)], 0.1);
        Assert.NotEqual(before, moved.Values());
        Assert.NotEqual(kernel, moved.Kernel());
        Assert.Equal(before, network.Values());
        Assert.Equal(kernel, network.Kernel());
    }

    [Theory]
    [InlineData(Nonlinearity.Tanh)]
    [InlineData(Nonlinearity.Relu)]
    [InlineData(Nonlinearity.Sine)]
    public void Both_scalings_begin_as_the_same_function_and_learn_otherwise(Nonlinearity bend)
    {
        double[] points = Normal(5, 6 * 3);
        QNetwork tangent = new(new WideNetwork(3, [16, 16], new(6)) { Bend = bend }, points), standard = new(new WideNetwork(3, [16, 16], new(6), WeightScaling.Standard) { Bend = bend }, points);
        Near(tangent.Values(), standard.Values(), 1e-13);
        Assert.True(KernelShape.Of(standard.Kernel()).Diagonal > 4 * KernelShape.Of(tangent.Kernel()).Diagonal);
    }

    [Fact]
    public void Balanced_layers_begin_as_the_values_asked_for()
    {
        double[] q = [0.3, -2, 1.5];
        Near(q, QNetwork.OneHot(LayeredTable.Balanced(q, 3)).Values(), 1e-14);
        Near(q, QNetwork.OneHot(DeepLinear.Balanced(q, [4, 5], new(7))).Values(), 1e-14);
    }

    [Fact]
    public void The_shape_of_a_kernel_is_its_mean_diagonal_and_its_rows_beside_it()
    {
        // Rows: 3/2/3, 3/4/3 and, of a pair that nothing moves, none.
        KernelShape shape = KernelShape.Of([2, 3, 0, -3, 4, 0, 0, 0, 0]);
        Assert.Equal(2, shape.Diagonal);
        Assert.Equal(((3.0 / 2 / 3) + (3.0 / 4 / 3)) / 2, shape.RowRatio, 1e-15);
        Assert.Equal(1, shape.Dead);
        Assert.Equal(0.6, KernelShape.Drift([3, 4], [6, 4]), 1e-15);
        Assert.Equal(6, KernelShape.Fastest([2, 0, 0, 3], [1, 2]), 1e-14);
    }

    [Fact]
    public void The_policy_gradient_is_the_slope_of_what_is_earned()
    {
        Policy policy = PolicyGradients.Along(Policy.Uniform(4, 2), Normal(8, 8));
        double[] gradient = PolicyGradients.Gradient(Process, policy);
        for (int pair = 0; pair < 8; pair++)
        {
            double[] one = new double[8];
            one[pair] = 1;

            // Central differences of 10⁻⁴: their error is of the size of 10⁻⁸, values of about ten.
            Assert.Equal((Earned(1e-4) - Earned(-1e-4)) / 2e-4, gradient[pair], 1e-6);
            double Earned(double length) => PolicyValues.Of(Process, PolicyGradients.Along(policy, one, length)).Earned(Process);
        }
    }

    [Fact]
    public void Taylor_terms_of_a_policy_add_up_to_where_its_logits_lead()
    {
        Policy policy = PolicyGradients.Along(Policy.Uniform(4, 2), Normal(8, 8));
        double[] direction = Normal(9, 8), sum = new double[8];
        double[][] terms = PolicyGradients.Terms(policy, direction, 12);
        for (int k = 0; k < terms.Length; k++)
        {
            sum = [.. sum.Zip(terms[k], (s, term) => s + (term * Math.Pow(0.1, k)))];
        }

        // What is left out begins with (0.1 |v|)¹³ of at most a few.
        Near(PolicyGradients.Along(policy, direction, 0.1).Probabilities, sum, 1e-9);
    }

    [Fact]
    public void Wrong_shapes_are_refused_with_what_was_found()
    {
        Assert.Contains("7 features", Assert.Throws<ArgumentException>(() => new QNetwork(new Linear([1, 2]), new double[7])).Message, StringComparison.Ordinal);
        Assert.Contains("4 pairs", Assert.Throws<ArgumentException>(() => QNetwork.OneHot(new Linear([1, 2, 3])).Errors(new(new Garnet { States = 2, Actions = 2 }.Draw(new(1))))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LayeredTable([[1, 2], [1]]));
        Assert.Throws<ArgumentException>(() => new DeepLinear([new("a", 2, 3, new double[6]), new("b", 2, 1, [1, 2])]));
    }

    private static void Near(double[] expected, double[] found, double tolerance)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }

    private static double[] Normal(int seed, int count)
    {
        double[] numbers = new double[count];
        new Rng((ulong)seed).Normal(numbers);
        return numbers;
    }
}
