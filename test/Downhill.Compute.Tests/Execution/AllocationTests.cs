using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Once warm, setting inputs, running and reading outputs allocates nothing, on any thread.</summary>
/// <remarks>No other test runs beside these, for what the whole process allocates is measured.</remarks>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Rows = 200, Warm = 20, Runs = 100;

    private static readonly Rows Parts = new("parts");
    private static readonly RowIndex Owner = new("owner", Parts, Compute.Rows.Points);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_steady_state_allocates_nothing(int threads)
    {
        Node x = Node.Point(3), w = Node.Input("w", Shape.Shared(3, 3)), s = Node.Setting("s"), part = Node.Point(3, "part", Parts);
        Node end = Scan.Over(5, [x], [], (c, _, t) => [c[0] - (0.1 * s * Tanh(MatMul(c[0], w))) + (0.1 * Normal(c[0].Shape, 1, t))]).Final[0];
        Node loss = LogSumExpRows(SquaredNorm(end) + Sum(Scatter(Gather(end, Owner) * part, Owner)));
        Node[] outputs = [loss, end, .. Derivative.Gradient(loss, [w, x])];
        Computation<float> program = Computation.Compile<float>(threads, outputs);
        float[] points = new float[3 * Rows], parts = new float[3 * 300], weights = [.. Enumerable.Range(0, 9).Select(i => 0.1f * i)];
        int[] owners = [.. Enumerable.Range(0, 300).Select(i => i * 7 % Rows)];
        float sum = 0;
        for (int i = 0; i < Warm; i++)
        {
            Step(i);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Runs; i++)
        {
            Step(i);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, Enumerable.Range(0, Runs).Min(i => OnAllThreads(() => Step(i))));
        Assert.True(float.IsFinite(sum));

        void Step(int i)
        {
            points.AsSpan().Fill(0.01f * i);
            program.Set("x", points);
            program.Set("w", weights);
            program.Set("s", 0.5f);
            program.Set("part", parts);
            program.Set(Owner, owners);
            program.Seed(new Rng((ulong)i));
            program.Run();
            for (int output = 0; output < 4; output++)
            {
                sum += program[output][0];
            }
        }
    }
    // The test runner's own threads allocate now and then; tiles that allocated would do so in every run.
    private static long OnAllThreads(Action step)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        step();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
