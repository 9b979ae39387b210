using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Benchmarks;

namespace Downhill.Hosts.Tests.Benchmarks;

/// <summary>What is timed is what it claims to be.</summary>
public sealed class WorkloadTests
{
    // Sums of a few hundred products, through up to a thousand steps that contract or grow slowly: far below 1e-10 of the result in double.
    private const double Tolerance = 1e-10;

    private static readonly NetworkSize Tiny = new("tiny", 3, 5, 2, 7);

    // The interpreter has no kernel; that one is tested below.
    public static TheoryData<string, Activation> Cells
    {
        get
        {
            TheoryData<string, Activation> cells = [];
            foreach (Workload workload in Workload.All.Where(workload => workload.Name != "kernel"))
            {
                cells.Add(workload.Name, Activation.Silu);
                cells.Add(workload.Name, Activation.Tanh);
                cells.Add(workload.Name, Activation.Softplus);
            }

            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void What_is_timed_is_what_the_interpreter_computes(string workload, Activation activation) =>
        Near(Result(workload, activation, Executor.Interpreter), Result(workload, activation, new Executor(2)));

    [Theory]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Tanh)]
    [InlineData(Activation.Softplus)]
    public void The_kernel_is_the_inner_products_of_the_gradients_of_rows(Activation activation)
    {
        Problem problem = new(Tiny);
        Network network = new(Tiny, activation);
        Computation<double> gradient = Computation.Interpret<double>(Derivative.Gradient(SumRows(network), network.Parameters));
        foreach ((string name, double[] values) in problem.Parameters)
        {
            gradient.Set(name, values);
        }

        // One row at a time: the sum over rows is then that row's own.
        double[][] rows =
        [
            .. problem.Start.Chunk(Tiny.Dimension).Select(point =>
            {
                gradient.Set("x", point);
                gradient.Run();
                return network.Parameters.SelectMany((_, i) => gradient[i].ToArray()).ToArray();
            }),
        ];
        double[] products = [.. from a in rows from b in rows select a.Zip(b, (p, q) => p * q).Sum()];
        Near(products, Result("kernel", activation, new Executor(1)));
    }

    // Along any direction u of the weights, the gradient is the slope of the loss: central differences, with an error of the order of their step squared.
    [Fact]
    public void The_gradient_of_score_matching_is_the_slope_of_its_loss()
    {
        const double Step = 1e-4;
        Problem problem = new(Tiny);
        double[] gradient = Result("ssm", Activation.Tanh, new Executor(1));
        Rng rng = new(3);
        double[][] direction = [.. problem.Parameters.Select((parameter, i) => Enumerable.Range(0, parameter.Values.Length).Select(k => (2 * rng.Fork(i).Uniform(k)) - 1).ToArray())];
        double slope = (Loss(problem, direction, Step) - Loss(problem, direction, -Step)) / (2 * Step);
        Assert.Equal(slope, direction.SelectMany(part => part).Zip(gradient, (u, g) => u * g).Sum(), 1e-5 * Math.Abs(slope));
    }

    [Fact]
    public void Every_workload_of_learning_is_measured_in_both_precisions_and_three_activations()
    {
        IReadOnlyList<Cell> cells = new BenchmarkSettings().Cells();
        Assert.Equal(["langevin", "unroll", "ssm", "unroll-long", "kernel", "mala", "hmc"], cells.Select(cell => cell.Workload.Name).Distinct());
        Assert.All(cells.Where(cell => cell.Workload.Thorough is not null).GroupBy(cell => cell.Workload.Name), group =>
        {
            Assert.Single(group, cell => cell.Precision == Precision.Double);
            Assert.Equal(["silu", "tanh", "softplus"], group.Select(cell => cell.ActivationName).Distinct());
        });
        Assert.Equal(cells.Count, cells.Distinct().Count());
    }

    [Fact]
    public void Long_unrolls_have_a_thousand_steps_and_few_rows() =>
        Assert.All(new BenchmarkSettings { Only = ["unroll-long"] }.Cells(), cell => Assert.Equal((1000, 96), (cell.Workload.Steps, cell.Size.Batch)));

    private static Node SumRows(Network network) => Maths.SumRows(network.Energy(network.X));

    private static double[] Result(string workload, Activation activation, Executor executor)
    {
        Cell cell = new(Workload.All.Single(known => known.Name == workload), Tiny, activation, Precision.Double);
        Prepared prepared = cell.Prepare(new Problem(Tiny), executor);
        prepared.Run();
        return prepared.Result();
    }

    // The mean of vᵀ∇(vᵀs) + ½ (vᵀs)², its first part from differences of the gradient of E along v.
    private static double Loss(Problem problem, double[][] direction, double step)
    {
        const double Along = 1e-3;
        double[] here = Slopes(problem, direction, step, 0), ahead = Slopes(problem, direction, step, Along), behind = Slopes(problem, direction, step, -Along);
        return Enumerable.Range(0, Tiny.Batch).Average(i => (-(ahead[i] - behind[i]) / (2 * Along)) + (here[i] * here[i] / 2));
    }

    // vᵀ∇E at x + along v, with the weights moved by step u.
    private static double[] Slopes(Problem problem, double[][] direction, double step, double along)
    {
        Network network = new(Tiny, Activation.Tanh);
        Node v = Node.Point(Tiny.Dimension, "v");
        Computation<double> slopes = Computation.Interpret<double>(Maths.Dot(v, Derivative.Gradient(network.Energy(network.X), network.X)));
        for (int i = 0; i < direction.Length; i++)
        {
            slopes.Set(problem.Parameters[i].Name, [.. problem.Parameters[i].Values.Zip(direction[i], (w, u) => w + (step * u))]);
        }

        slopes.Set("v", problem.Direction);
        slopes.Set("x", [.. problem.Start.Zip(problem.Direction, (x, d) => x + (along * d))]);
        slopes.Run();
        return slopes[0].ToArray();
    }

    private static void Near(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        double distance = Math.Sqrt(expected.Zip(found, (a, b) => (a - b) * (a - b)).Sum()), length = Math.Sqrt(expected.Sum(a => a * a));
        Assert.True(length > 0 && distance <= Tolerance * length, $"{distance} of {length}");
    }
}
