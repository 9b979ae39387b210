using Downhill.Bootstrapping;
using Downhill.Energies;
using Downhill.Mdps;

namespace Downhill.Experiments.Facts;

/// <summary>What a step of parameters does to values and to policies: kernels of products of layers, the step through K's inverse, Taylor terms of policies.</summary>
/// <remarks>Source: J. Achiam, E. Knight and P. Abbeel (2019), arXiv:1903.08894; S. Arora, N. Cohen and E. Hazan (2018), arXiv:1802.06509; S. Kakade (2002).</remarks>
public sealed record NetworkUpdates : Verification
{
    private const int N = 8, Order = 5;

    private readonly Mdp _mdp = new Garnet { States = 4, Actions = 2 }.Draw(new(201));

    /// <inheritdoc/>
    public override string Name => "network-updates";

    /// <inheritdoc/>
    public override string Topic => Topics.QLearning;

    /// <inheritdoc/>
    public override string Summary => "The kernel by which a step of parameters moves values, of networks, products and deep linear maps; the step through its inverse; and policies, whose every Taylor term sums to zero over actions.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("pairs learn alone", "kernel"),
        new("one layer learns", "product"),
        new("unbalanced layers", "deep-linear"),
        new("the plain step", "corrected"),
        new("no normaliser", "taylor"),
        new("one F", "policy-kernel"),
        new("the plain gradient", "natural"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Kernels().Concat(Policies());

    private IEnumerable<Claim> Kernels()
    {
        QNetwork network = new(new WideNetwork(3, [16, 16], new(202)), Calculation.Normal(203, N * 3));
        double[] kernel = network.Kernel();
        double[] found = Makes("pairs learn alone") ? [.. kernel.Select((value, at) => at % (N + 1) == 0 ? value : 0)] : kernel;

        // Central differences of 10⁻⁴ leave squares of it, and rounding 10⁻¹² of values of about one.
        yield return AtMost("kernel", "K of a network of two layers, against how small steps of its parameters move its values: the largest relative difference.", Compare.Relative(found, Moved(network, 1e-4)), 1e-6, N * N);

        double[] first = Calculation.Normal(204, N), second = Calculation.Normal(205, N);
        double[] product = QNetwork.OneHot(new LayeredTable([first, second])).Kernel();
        double[] expected = [.. Enumerable.Range(0, N * N).Select(at => at % (N + 1) != 0 ? 0 : Square(second[at / N]) + (Makes("one layer learns") ? 0 : Square(first[at / N])))];
        yield return AtMost("product", "A table whose entries are products w₁ w₂ has K = diag(w₁² + w₂²): the largest relative difference.", Compare.Relative(product, expected), 1e-14, N * N);
        yield return AtMost("deep-linear", "Balanced layers W₁ … W_N of a slope w have K = X ‖w‖^(2 − 2/N) (1 + (N − 1) w wᵀ/‖w‖²) Xᵀ, for two to four layers: the largest relative difference.", Enumerable.Range(2, 3).Worst(DeepLinearError), 1e-12, 3 * N * N);

        BellmanBackup backup = new(_mdp);
        QNetwork linear = new(new Linear(Calculation.Normal(206, 12)), Calculation.Normal(207, N * 12));
        QNetwork stepped = Makes("the plain step") ? linear.Moved(linear.Errors(backup)) : linear.Corrected(backup, 1).Network;
        double[] target = new double[N];
        backup.Apply(linear.Values(), target);
        yield return AtMost("corrected", "Of linear values with an invertible K, θ + Φ K⁻¹ (TQ − Q) has the values T Q: the largest relative difference.", Compare.Relative(stepped.Values(), target), 1e-12, N);
    }

    private IEnumerable<Claim> Policies()
    {
        Policy policy = NetworkPolicy.Random(new(208), 4, 2);
        double[] direction = Calculation.Normal(209, N);
        double[][] terms = Makes("no normaliser")
            ? [.. Enumerable.Range(0, Order + 1).Select(k => policy.Probabilities.Zip(direction, (p, v) => p * Math.Pow(v, k)).ToArray())]
            : PolicyGradients.Terms(policy, direction, Order);
        double table = terms.Skip(1).Worst(term => term.Chunk(2).Worst(row => Math.Abs(row.Sum())));
        double network = NetworkPolicy.Terms(210, 6, 3, 4).Worst(term => term.Sum);
        yield return AtMost("taylor", "Every Taylor term of a policy in its parameters sums to zero over actions, of a table to order five and of a network to order four: the largest sum.", Math.Max(table, network), 1e-12, (Order * 4) + (4 * 6));

        const double H = 1e-4;
        double[] gradient = PolicyGradients.Gradient(_mdp, policy);
        double[] slope = [.. PolicyGradients.Along(policy, gradient, H).Probabilities.Zip(PolicyGradients.Along(policy, gradient, -H).Probabilities, (up, down) => (up - down) / (2 * H))];
        double[] values = PolicyValues.Of(_mdp, policy).Q, visits = Occupancy.Of(_mdp, policy).States;
        double[] once = PolicyGradients.Tilted(policy, values), twice = PolicyGradients.Tilted(policy, once);
        double[] formula = [.. (Makes("one F") ? once : twice).Select((value, pair) => visits[pair / 2] * value)];
        yield return AtMost("policy-kernel", "A step of the policy gradient moves a softmax policy by α x(s) F² Q to first order: the largest relative difference from central differences.", Compare.Relative(slope, formula), 1e-5, N);

        double[] natural = (Makes("the plain gradient") ? PolicyGradients.Step(_mdp, policy, 0.7) : NetworkPolicy.Natural(_mdp, policy, 0.7)).Probabilities;
        yield return AtMost("natural", "The natural gradient, through the Fisher matrix's pseudo-inverse, is exponentiated gradient, π exp(η A)/Z: the largest difference.", Compare.Largest(Compare.Difference(natural, PolicyGradients.Natural(_mdp, policy, 0.7).Probabilities)), 1e-12, N);
    }

    private double DeepLinearError(int layers)
    {
        const int D = 5;
        double[] w = Calculation.Normal(211, D), x = Calculation.Normal(212, N * D);
        DeepLinear energy = DeepLinear.Balanced(w, [.. Enumerable.Repeat(7, layers - 1)], new(213));
        if (Makes("unbalanced layers"))
        {
            energy = (DeepLinear)energy.With([.. energy.Parameters.Select((layer, k) => layer with { Values = [.. layer.Values.Select(value => k == 0 ? 2 * value : k == 1 ? value / 2 : value)] })]);
        }

        double square = Compare.Dot(w, w), factor = Math.Pow(square, 1 - (1.0 / layers));
        double[][] rows = [.. x.Chunk(D)];
        double[] expected = [.. rows.SelectMany(a => rows.Select(b => factor * (Compare.Dot(a, b) + ((layers - 1) * Compare.Dot(a, w) * Compare.Dot(b, w) / square))))];
        return Compare.Relative(new QNetwork(energy, x).Kernel(), expected);
    }

    // Column by column: how Q moves where θ moves along the derivative of one value.
    private static double[] Moved(QNetwork network, double size)
    {
        double[] kernel = new double[N * N];
        for (int j = 0; j < N; j++)
        {
            double[] one = new double[N];
            one[j] = size;
            double[] up = network.Moved(one).Values();
            one[j] = -size;
            double[] down = network.Moved(one).Values();
            for (int i = 0; i < N; i++)
            {
                kernel[(i * N) + j] = (up[i] - down[i]) / (2 * size);
            }
        }

        return kernel;
    }

    private static double Square(double x) => x * x;
}
