using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>Another objective + a V, V = ⟨σ((⟨E(x)⟩ − E(y)) / T)⟩ over points y of a law: the share of the space that is as low as the samples, smoothed.</summary>
/// <remarks>
/// <para>T → 0 gives the share of y with E(y) below the mean energy of the batch. V is at most 1, so what is far below has next to no derivative.</para>
/// <para>The inner objective may not draw a second table of rows of its own (as likelihood and noise-contrastive estimation do): <see cref="Terms"/> refuses it.</para>
/// <para>Source: the volume of low energy as a regulariser: Y. LeCun, S. Chopra, R. Hadsell, M. Ranzato and F. J. Huang (2006), A tutorial on energy-based learning.</para>
/// </remarks>
public sealed record LowVolume : SampleObjective
{
    /// <summary>The objective that the volume is added to.</summary>
    public required SampleObjective Inner { get; init; }

    /// <summary>Where y are drawn: uniform on a box for its volume.</summary>
    public required Noise Noise { get; init; }

    /// <summary>a, above zero, in units of energy. Default 1.</summary>
    public double Weight { get; init => field = Require.Positive(value); } = 1;

    /// <summary>T, in units of energy. Default 0.1.</summary>
    public double Softness { get; init => field = Require.Positive(value); } = 0.1;

    /// <summary>How many y; for each sample where the energy is conditional. Default 1024.</summary>
    public int Count { get; init => field = Require.AtLeast(value, 1); } = 1024;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => Inner.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => Inner.Settings;

    /// <inheritdoc/>
    public override IReadOnlyList<Source> Sources => [.. Inner.Sources, Table];

    /// <inheritdoc/>
    public override bool Judges => Inner.Judges;

    internal override SampleObjective Innermost => Inner.Innermost;

    private NoiseTable Table => new(Noise, Count);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The inner objective draws a second table of rows.</exception>
    public override LossTerms Terms(Energy energy)
    {
        ArgumentNullException.ThrowIfNull(energy);
        if (Inner.Sources.Any(source => source is NoiseTable))
        {
            throw new InvalidOperationException($"{Inner.Innermost.GetType().Name} draws points of its own, and a volume of low energy would share their table: it can be added to contrasts and rankings.");
        }

        Node level = NoiseTable.MeanRows(energy.Of(Node.Point(energy.Dimension)));
        Node volume = Table.Mean(energy, y => Sigmoid((level - energy.Of(y)) / Softness));
        LossTerms inner = Inner.Terms(energy);
        return inner with { Loss = inner.Loss + (Weight * volume) };
    }
}
