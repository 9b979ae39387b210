using System.Runtime.CompilerServices;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>Time and memory of a gradient by each route against the steps of the loop.</summary>
internal sealed record RouteCosts
{
    internal required double[] Steps { get; init; }

    internal required IReadOnlyList<(string Name, GradientRoute Route)> Routes { get; init; }

    /// <summary>[route][steps], the median of the rounds.</summary>
    internal required double[][] Milliseconds { get; init; }

    internal double[] Of(GradientRoute route) => Milliseconds[Enumerable.Range(0, Routes.Count).Single(i => Routes[i].Route == route)];

    internal static RouteCosts Of(IReadOnlyList<(string Name, GradientRoute Route)> routes, int[] steps, int units, int rows, int repeats, ExperimentContext context)
    {
        TimedWork[][] benches = [.. routes.Select(route => steps.Select(k =>
        {
            context.Stop.ThrowIfCancellationRequested();
            Calculation gradient = Gradient(units, rows, k, route.Route, context);
            TimedWork bench = new(() => gradient.Run());
            bench.Prepare();
            return bench;
        }).ToArray())];
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            context.Tell($"timing, round {repeat + 1} of {repeats}");
            foreach (TimedWork bench in benches.SelectMany(bench => bench))
            {
                context.Stop.ThrowIfCancellationRequested();
                bench.Time();
            }
        }

        return new()
        {
            Steps = [.. steps.Select(k => (double)k)],
            Routes = routes,
            Milliseconds = [.. benches.Select(route => route.Select(bench => bench.Milliseconds).ToArray())],
        };
    }

    /// <summary>What the process holds in addition once a gradient has been computed, in mebibytes: noisy by one or two.</summary>
    internal static double Memory(int units, int rows, int steps, GradientRoute route, ExperimentContext context)
    {
        context.Stop.ThrowIfCancellationRequested();

        // What was measured before may leave in the middle, which takes away and never adds: the larger of two.
        return Math.Max(Once(), Once());

        double Once()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Grown(() => Gradient(units, rows, steps, route, context)) / (1 << 20);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double Grown(Func<Calculation> make)
    {
        long before = Environment.WorkingSet;
        Calculation gradient = make();
        gradient.Run();
        double grown = Environment.WorkingSet - before;
        GC.KeepAlive(gradient);
        return grown;
    }

    private static Calculation Gradient(int units, int rows, int steps, GradientRoute route, ExperimentContext context)
    {
        RouteProblem problem = RouteProblem.Settling(units, rows, steps, context.Rng.Fork(64));
        return problem.Ready(new Calculation(Derivative.Gradient(problem.Loss(route), problem.Nodes)), route);
    }
}
