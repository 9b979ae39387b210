using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>
/// Replica exchange: a chain holds a point at each temperature Tₖ = T rᵏ; each makes a step of <see cref="Mala"/>, then neighbours k and
/// k + 1, with k even at even steps and odd at odd ones, change places with probability min(1, exp((1/Tₖ − 1/Tₖ₊₁) (E(xₖ) − E(xₖ₊₁)))).
/// </summary>
/// <remarks>
/// <para>
/// Source: R. H. Swendsen and J.-S. Wang (1986), Phys. Rev. Lett. 57(21), 2607–2609; even and odd in turn: S. Syed, A. Bouchard-Côté,
/// G. Deligiannidis and A. Doucet (2022), J. R. Stat. Soc. B 84(2), 321–350.
/// </para>
/// <para>
/// The point of the coldest is the first part of the state, the others follow, then the counts of steps taken and of exchanges. All
/// temperatures have the same η. Cost: for each temperature three energies and two gradients a step.
/// </para>
/// </remarks>
public sealed record ReplicaExchange : SamplingRule
{
    /// <summary>η, in units of x² per unit of energy. Default 0.01.</summary>
    public override double StepSize { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>T, the lowest temperature, in units of energy. Default 1: samples follow exp(−E).</summary>
    public override double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>How many temperatures, at least 2. Default 4.</summary>
    public int Levels { get; init => field = Require.AtLeast(value, 2); } = 4;

    /// <summary>r, above 1: each temperature over the one below. Default 2.</summary>
    public double Ratio { get; init => field = 1 + Require.Positive(value - 1); } = 2;

    /// <summary>The number of the stream that the noise comes from. Default 0.</summary>
    public int Stream { get; init; }

    /// <summary>Tₖ, the lowest first.</summary>
    public IReadOnlyList<double> Temperatures => [.. Enumerable.Range(0, Levels).Select(k => Temperature * Math.Pow(Ratio, k))];

    /// <inheritdoc/>
    public override SamplingRule Tested() => this;

    /// <summary>0.574 over all temperatures, as for <see cref="Mala"/>.</summary>
    public override double WantedAcceptance => 0.574;

    private Setting Eta => new("step_size", StepSize);

    private Setting Heat => new("temperature", Temperature);

    private int Draws => (3 * Levels) * Stream;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => [Eta, Heat];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => [.. Enumerable.Repeat(x, Levels), Chance.NoneYet(x, Levels), Chance.NoneYet(x, Levels - 1)];

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(state);
        (Node Next, Node Taken)[] moved = [.. Enumerable.Range(0, Levels).Select(k => Move(energy, state[k], k, time))];
        Node[] energies = [.. moved.Select(move => energy(move.Next))], swaps = [.. Enumerable.Range(0, Levels - 1).Select(k => Swap(energies, k, time))];
        return
        [
            .. moved.Select((_, k) => Placed(moved, swaps, k)),
            state[Levels] + Join([.. moved.Select(move => move.Taken)]),
            state[Levels + 1] + Join(swaps),
        ];
    }

    /// <inheritdoc/>
    public override Tally? Count(IReadOnlyList<double[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        double[] swapped = state[Levels + 1];
        return new Tally(state[Levels].Sum() / Levels, 0, [.. Enumerable.Range(0, Levels - 1).Select(k => swapped.Where((_, at) => at % (Levels - 1) == k).Sum())]);
    }

    private Node HeatOf(int level) => Math.Pow(Ratio, level) * Heat.Node;

    private (Node Next, Node Taken) Move(Func<Node, Node> energy, Node x, int level, Node time)
    {
        Node noise = Sqrt(2 * Eta.Node * HeatOf(level)) * Normal(x.Shape, Draws + level, time);
        return Mala.Move(energy, x, Eta.Node, HeatOf(level), noise, Draws + Levels + level, time);
    }

    // cos πt is 1 at even and −1 at odd steps.
    private Node Swap(Node[] energies, int k, Node time)
    {
        Node even = Less(0, Cos(Math.PI * time)), turn = k % 2 == 0 ? even : 1 - even;
        Node gain = ((1 / HeatOf(k)) - (1 / HeatOf(k + 1))) * (energies[k] - energies[k + 1]);
        return turn * Chance.Below(gain, Draws + (2 * Levels) + k, time);
    }

    private static Node Placed((Node Next, Node Taken)[] moved, Node[] swaps, int k)
    {
        Node here = moved[k].Next, fromBelow = k > 0 ? Select(swaps[k - 1], moved[k - 1].Next, here) : here;
        return k + 1 < moved.Length ? Select(swaps[k], moved[k + 1].Next, fromBelow) : fromBelow;
    }
}
