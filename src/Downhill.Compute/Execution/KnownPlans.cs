using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Execution;

/// <summary>The plans of the graphs that were compiled last: the same formula with other numbers in its inputs is not planned again.</summary>
/// <remarks>
/// What a run changes is in a computation's own buffers and frames, so computations may share a plan, at the same time too. A plan is held
/// although nobody runs it at the moment, as the fits of a sweep come one after the other; that is why they are bounded in number.
/// </remarks>
/// <param name="most">How many are held; the one that was not asked for longest gives way.</param>
internal sealed class KnownPlans<T>(int most)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<PlanKey, Known> _plans = [];
    private long _uses;

    /// <summary>Those of the process.</summary>
    internal static KnownPlans<T> All { get; } = new(most: 64);

    /// <summary>The plan of a graph for a width of lanes.</summary>
    internal Plan<T> Of(LaneWidth width, Node[] outputs)
    {
        // Planned outside the lock: of two threads that plan the same graph at once, the later one takes the plan of the earlier.
        return PlanKey.Of(width, outputs) is { } key ? Find(key) ?? Keep(key, Make(width, outputs)) : Make(width, outputs);
    }

    private static Plan<T> Make(LaneWidth width, Node[] outputs) => new Planner<T>(outputs, Machine<T>.Of(width), Machine<T>.Of(LaneWidth.Scalar)).Make();

    private Plan<T>? Find(PlanKey key)
    {
        lock (_gate)
        {
            return _plans.TryGetValue(key, out Known? known) ? Used(known) : null;
        }
    }

    private Plan<T> Keep(PlanKey key, Plan<T> plan)
    {
        lock (_gate)
        {
            if (!_plans.ContainsKey(key) && _plans.Count == most)
            {
                _plans.Remove(_plans.MinBy(pair => pair.Value.LastUse).Key);
            }

            return Used(_plans.TryGetValue(key, out Known? known) ? known : _plans[key] = new Known(plan));
        }
    }

    private Plan<T> Used(Known known)
    {
        known.LastUse = _uses++;
        return known.Plan;
    }

    private sealed class Known(Plan<T> plan)
    {
        internal Plan<T> Plan => plan;

        internal long LastUse { get; set; }
    }
}
