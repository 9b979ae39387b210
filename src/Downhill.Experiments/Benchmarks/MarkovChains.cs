using System.Numerics;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Benchmarks;

/// <summary>Chains of exp(−E) by a rule with a test, E a network in a bowl that was learned from a Gaussian mixture: some steps a call; reported for one step.</summary>
internal sealed record MarkovChains(string Name, SamplingRule Rule, int Gradients) : Workload(Name)
{
    /// <summary>The bowl is |x|² / (2 w²), w three deviations of what was learned from.</summary>
    internal const double Bowl = 3;

    private const string FirstStep = "first_step";

    // A pass forwards and one back for each gradient of the rule as it is published; what is computed again is not counted.
    internal override double Flops(NetworkSize size) => 4 * size.Products * size.Batch * Steps * Gradients;

    internal override Problem Pose(NetworkSize size) => LearnedMixture.Pose(size, Rule);

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Network network = new(problem.Size, activation);
        Node Energy(Node x) => (SquaredNorm(x) / (2 * Bowl * Bowl)) + network.Energy(x);
        SamplingRule rule = Rule with { StepSize = problem.StepSize ?? Rule.StepSize };
        Node first = Node.Setting(FirstStep);
        Node end = Scan.Over(Steps, rule.AtRest(network.X), [], (state, _, t) => rule.Step(Energy, state, first + t)).Final[0];
        Computation<T> chains = Given<T>(problem, executor, [end, first], [(FirstStep, [0]), .. rule.Settings.Select(setting => (setting.Name, (double[])[setting.Value]))]);
        chains.Seed(new Rng(1));
        return new(chains.Run, () =>
        {
            Computation<T> gradient = Given<T>(problem, executor, [Derivative.Gradient(Energy(network.X), network.X)]);
            gradient.Run();
            return Prepared.Numbers(gradient[0]);
        })
        { Draws = rounds => Draw(chains, rounds) };
    }

    /// <summary>Where the chains are after each of so many calls, each from where the one before ended.</summary>
    private double[] Draw<T>(Computation<T> chains, int rounds)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        List<double> points = [];
        for (int round = 0; round < rounds; round++)
        {
            chains.Set(FirstStep, T.CreateChecked((round + 1) * Steps));
            chains.Run();
            points.AddRange(Prepared.Numbers(chains[0]));
            chains.Set("x", chains[0].ToArray());
        }

        return [.. points];
    }
}
