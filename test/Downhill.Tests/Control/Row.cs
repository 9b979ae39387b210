using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Tests.Control;

/// <summary>Three places in a row, each seen as a unit vector: right brings 1 from the last and stays, left leaves from the first, which ends it.</summary>
/// <param name="Leaving">What leaving brings.</param>
internal sealed record Row(double Leaving = 2) : ControlProblem
{
    internal const int Pairs = 6;

    public override string Name => "row";

    public override int StateSize => 1;

    public override int ObservationSize => 3;

    public override ActionSpace Actions => ActionSpace.OneOf(2);

    // So short that what is cut must be gone on with: cut values would be half as large.
    public override int TimeLimit => 7;

    internal (int Next, double Reward, bool Ends) Of(int s, int a) => a == 1 ? (Math.Min(s + 1, 2), s == 2 ? 1 : 0, false) : s == 0 ? (0, Leaving, true) : (s - 1, 0, false);

    /// <summary>Q* of (place, action).</summary>
    internal double[] Optimal(double discount)
    {
        double[] q = new double[Pairs];
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            q = Backup(q, discount);
        }

        return q;
    }

    /// <summary>T Q.</summary>
    internal double[] Backup(double[] q, double discount) => [.. Enumerable.Range(0, Pairs).Select(i =>
    {
        (int next, double reward, bool ends) = Of(i / 2, i % 2);
        return reward + (ends ? 0 : discount * Math.Max(q[2 * next], q[(2 * next) + 1]));
    })];

    /// <summary>A step of every pair, in order.</summary>
    internal Experience Everything()
    {
        Experience all = new(Pairs, 3, 2);
        for (int i = 0; i < Pairs; i++)
        {
            (int next, double reward, bool ends) = Of(i / 2, i % 2);
            (all.Observations[(3 * i) + (i / 2)], all.Actions[(2 * i) + (i % 2)], all.Next[(3 * i) + next]) = (1, 1, 1);
            (all.Rewards[i], all.GoesOn[i]) = ((float)reward, ends ? 0 : 1);
        }

        return all;
    }

    public override void Start(Span<double> state, Rng rng) => state[0] = rng.Below(0, 3);

    public override void Observe(ReadOnlySpan<double> state, Span<float> observation)
    {
        observation.Clear();
        observation[(int)state[0]] = 1;
    }

    public override void StateOf(ReadOnlySpan<float> observation, Span<double> state) => state[0] = ActionSpace.Chosen(observation);

    public override Outcome Step(ReadOnlySpan<double> state, ReadOnlySpan<float> action, Span<double> next, Rng rng)
    {
        (next[0], double reward, bool ends) = Of((int)state[0], ActionSpace.Chosen(action));
        return new(reward, ends);
    }
}
