using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Energy discrepancy: ln(w/M + Σₘ exp(E(x) − E(xₘ)) / M), xₘ = x + √t n + √t nₘ: a sample is to be lower than its doubly shaken copies.</summary>
/// <remarks>
/// <para>
/// Neither a chain nor a derivative in x. t → 0 is score matching, t → ∞ maximum likelihood; w > 0 bounds the loss below, which for finite M it
/// otherwise is not, at a bias of O(1/M). Cost: M + 1 energies a sample.
/// </para>
/// <para>Source: T. Schröder, Z. Ou, J. N. Lim, Y. Li, S. J. Vollmer and A. B. Duncan (2023), arXiv:2307.06431.</para>
/// </remarks>
public sealed record EnergyDiscrepancy : SampleObjective
{
    private const int Stream = 7003;

    /// <summary>t, in units of x². Default 0.1.</summary>
    public double Time { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>M. Default 16.</summary>
    public int Copies { get; init => field = Require.AtLeast(value, 1); } = 16;

    /// <summary>w, at or above zero. Default 1.</summary>
    public double Stabilisation { get; init => field = Require.NotNegative(value); } = 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [new Parameter("shaking", 1, 1, [Math.Sqrt(Time)])];

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [];

    /// <inheritdoc/>
    public override bool Judges => true;

    /// <inheritdoc/>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        Node x = Node.Point(energy.Dimension), here = energy.Of(x), moved = x + (Settings[0].Node * Normal(x.Shape, Stream, 0));

        // ln(a + b) = ln a + softplus(ln b − ln a), one copy at a time: nothing overflows, and the graph does not grow with M.
        Node sum = Difference(0);
        if (Copies > 1)
        {
            sum = Scan.Over(Copies - 1, [sum], [], (c, _, t) => [c[0] + Softplus(Difference(t + 1) - c[0])]).Final[0];
        }

        return new((Stabilisation > 0 ? Math.Log(Stabilisation) + Softplus(sum - Math.Log(Stabilisation)) : sum) - Math.Log(Copies));

        Node Difference(Node copy) => here - energy.Of(moved + (Settings[0].Node * Normal(x.Shape, Stream + 1, copy)));
    }
}
