namespace Downhill.Compute.Tests.Execution;

/// <summary>Once warm, setting inputs and making kernels allocates nothing.</summary>
/// <remarks>No other test runs beside this one, for what the whole process allocates is measured.</remarks>
[Collection(nameof(AllocationTests))]
public sealed class TangentAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_steady_state_allocates_nothing(int threads)
    {
        (Node q, Node[] parameters) = TangentCases.All["a short loop over wide layers"];
        TangentKernel<float> one = TangentKernel.Compile<float>(threads, q, parameters), two = TangentKernel.Compile<float>(threads, q, parameters);
        float[] numbers = [.. Enumerable.Range(0, 17 * 19).Select(i => 0.01f * (i % 13))], points = numbers[..300];
        (string Name, float[] Values)[] inputs = [("wide", numbers[..51]), ("big", numbers), ("d", numbers[..19]), ("x", points)];
        float sum = 0;
        for (int i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.Equal(0, Enumerable.Range(0, 100).Min(_ => OnAllThreads(Step)));
        Assert.True(float.IsFinite(sum));

        void Step()
        {
            foreach ((string name, float[] values) in inputs)
            {
                one.Set(name, values);
                two.Set(name, values);
            }

            one.Run();
            sum += one.Values[^1] + one.Between(two)[0];
        }
    }

    // The test runner's own threads allocate now and then; blocks that allocated would do so in every run.
    private static long OnAllThreads(Action step)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        step();
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
