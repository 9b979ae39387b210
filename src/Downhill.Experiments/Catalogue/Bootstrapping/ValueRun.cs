using System.Diagnostics;
using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>One learner in one world, from one seed.</summary>
/// <param name="Looks">What was seen of it at even distances.</param>
/// <param name="Final">Mean return of the policy at the end, greedy, over fresh episodes.</param>
/// <param name="Minutes">How long it took, looks included.</param>
internal sealed record ValueRun(ValueLook[] Looks, double Final, double Minutes)
{
    internal const int Count = 20;

    private const int Starts = 20, FreshStarts = 100;

    /// <summary>The mean return over all looks: how early it learned, and how much of it stayed.</summary>
    internal double Course => Looks.Average(look => look.Return);

    internal double Updates => Looks.Sum(look => look.Updates);

    /// <summary>The mean over updates.</summary>
    internal double Mean(Func<ValueLook, double> sum) => Looks.Sum(sum) / Updates;

    internal static ValueRun Of(ValueLearner learner, ControlWorld world, int steps, Rng rng, CancellationToken stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        ValueAgent agent = learner.Learning.For(world.Problem, rng.Fork(0));
        Practice practice = new() { Updates = learner.Updates };
        double updates = learner.Updates * (steps - practice.Warming);
        List<ValueLook> looks = [];
        ValueLook look = new();
        foreach (int done in practice.Run(agent, steps, rng.Fork(1), update => Rate(update / updates), () => look = look.After(agent), stop))
        {
            if (done >= (looks.Count + 1) * steps / Count)
            {
                looks.Add(look with { Return = Return(agent, Starts, rng.Fork(2)) });
                look = new();
            }
        }

        return new([.. looks], Return(agent, FreshStarts, rng.Fork(3)), clock.Elapsed.TotalMinutes);
    }

    // At the end what values still do between updates decides whether a cart drifts off: with the square of the rest they come to stand.
    private static double Rate(double share) => Math.Max(1e-3, (1 - share) * (1 - share));

    internal static double Random(ControlWorld world, Rng rng) => Trials.Returns(world.Problem, Trials.AtRandom(world.Problem), FreshStarts, rng).Average();

    private static double Return(ValueAgent agent, int starts, Rng rng) => Trials.Returns(agent.Problem, Trials.Best(agent), starts, rng).Average();
}

/// <summary>What the updates since the last look did, as sums over them.</summary>
internal sealed record ValueLook
{
    internal double Return { get; init; }

    internal int Updates { get; init; }

    internal double LargestValue { get; init; }

    internal double Rank { get; init; }

    internal double FirstCosine { get; init; }

    internal double LastCosine { get; init; }

    internal double LeastTaken { get; init; } = 1;

    internal int Shortened { get; init; }

    internal int Refused { get; init; }

    internal ValueLook After(ValueAgent agent)
    {
        ValueLook next = this with { Updates = Updates + 1, LargestValue = Math.Max(LargestValue, agent.LargestValue) };
        return agent is not PreconditionedAgent { Last: PreconditionedStep last } ? next : next with
        {
            Rank = Rank + last.Rank,
            FirstCosine = FirstCosine + last.FirstCosine,
            LastCosine = LastCosine + last.Cosine,
            LeastTaken = last.IsTaken ? Math.Min(LeastTaken, last.Cosine) : LeastTaken,
            Shortened = Shortened + (last.IsTaken && last.Tries > 1 ? 1 : 0),
            Refused = Refused + (last.IsTaken ? 0 : 1),
        };
    }
}
