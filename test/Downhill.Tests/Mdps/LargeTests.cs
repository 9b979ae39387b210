using System.Diagnostics;
using Downhill.Compute;
using Downhill.Mdps;
using Xunit.Abstractions;

namespace Downhill.Tests.Mdps;

public sealed class LargeTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(10_000, 0.99)]
    [InlineData(10_000, 0.9999)]
    [InlineData(100_000, 0.9999)]
    public void Time_garnet(int states, double discount)
    {
        Mdp mdp = new Garnet { States = states, Actions = 8, Branches = 4, Discount = discount }.Draw(new Rng(1));
        for (int i = 0; i < 2; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            SoftValues soft = SoftValues.Of(mdp);
            output.WriteLine($"garnet {states} {discount} {watch.Elapsed.TotalSeconds:F3} s residual {soft.Residual:E2} error {soft.Error:E2} V {soft.V.Max():E3}");
        }
    }

    [Theory]
    [InlineData(100, 0.99)]
    [InlineData(100, 0.9999)]
    [InlineData(300, 0.9999)]
    [InlineData(100, 1.0)]
    public void Time_grid(int side, double discount)
    {
        Mdp mdp = new GridWorld([.. GridWorld.Open(side, side).Process(0.9).Initial.Length > 0 ? Enumerable.Range(0, side).Select(row => new string('.', side - 1) + (row == side - 1 ? 'G' : '.')) : []]) { Slip = 0.2, StepReward = -1.5 }.Process(discount);
        for (int i = 0; i < 2; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            SoftValues soft = SoftValues.Of(mdp);
            output.WriteLine($"grid {side} {discount} {watch.Elapsed.TotalSeconds:F3} s residual {soft.Residual:E2} error {soft.Error:E2} V {soft.V.Min():E3}");
        }
    }
}
