using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Objectives;

/// <summary>An unconstrained step function z′ = z + s N((z − c) / r), N a network with SiLU: what can be predicted at all, downhill or not.</summary>
/// <remarks>
/// The loss is Σᵢ wᵢ (z′ᵢ − Zᵢ)² for one observed state Z after another; the energy is not looked at. Inputs: "start" and "targets", [state] per row.
/// Weights start as those of <see cref="Energies"/> networks do, those of the last layer at zero: at first nothing moves.
/// </remarks>
public sealed record FreeStep : Objective
{
    private readonly Parameter[] _parameters;
    private readonly int _state;

    /// <summary>A step function with random weights.</summary>
    /// <param name="state">Numbers of a state.</param>
    /// <param name="widths">The hidden layers' widths.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    public FreeStep(int state, IReadOnlyList<int> widths, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(widths);
        _state = state;
        _parameters = [.. Draw([state, .. widths, state], rng)];
    }

    /// <summary>wᵢ, shape [state].</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>c, shape [state].</summary>
    public required IReadOnlyList<double> Center { get; init; }

    /// <summary>r, shape [state].</summary>
    public required IReadOnlyList<double> Radius { get; init; }

    /// <summary>s, the size of a step, shape [state].</summary>
    public required IReadOnlyList<double> StepScale { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Settings => [new Parameter("state_weights", 1, _state, [.. Weights])];

    /// <inheritdoc/>
    public override Node Loss(Energy energy) => Sum(Square(Step() - Node.Point(_state, "targets")) * Settings[0].Node);

    /// <summary>z′, [state] per row.</summary>
    public Node Step()
    {
        Node z = Node.Point(_state, "start"), hidden = (z - Row(Center)) / Row(Radius);
        for (int layer = 0; layer + 2 < _parameters.Length; layer += 2)
        {
            hidden = SiLU(MatMul(hidden, _parameters[layer].Node) + _parameters[layer + 1].Node);
        }

        return z + (Row(StepScale) * (MatMul(hidden, _parameters[^2].Node) + _parameters[^1].Node));
    }

    private Node Row(IReadOnlyList<double> numbers) => Node.Constant([.. numbers], 1, _state);

    private static IEnumerable<Parameter> Draw(int[] widths, Rng rng)
    {
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            double[] weights = new double[widths[layer] * widths[layer + 1]], biases = new double[widths[layer + 1]];
            rng.Fork(2 * layer).Normal(weights);
            rng.Fork((2 * layer) + 1).Normal(biases);
            yield return new Parameter($"free.{layer}.weight", widths[layer], widths[layer + 1], [.. weights.Select(w => layer + 2 < widths.Length ? w / Math.Sqrt(widths[layer]) : 0)]);
            yield return new Parameter($"free.{layer}.bias", 1, widths[layer + 1], layer == 0 && widths.Length > 2 ? biases : new double[biases.Length]);
        }
    }
}
