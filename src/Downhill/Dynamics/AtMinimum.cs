using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>Implicit differentiation: dC/dθ = −∂/∂θ ⟨v, ∂E/∂y(y*, θ)⟩ with H v = dC/dy, H = ∂²E/∂y²; the start has no part in it.</summary>
/// <remarks>
/// It is as wrong as y_K is from the minimum, to first order, and holds at minima with a regular H. It may be differentiated again.
/// Source: the implicit function theorem.
/// </remarks>
public sealed record AtMinimum : GradientRoute
{
    /// <summary>Conjugate gradients for H v = dC/dy, a Hessian-vector product each. Default 0: H is made and the system solved directly, d products and O(d³) per row.</summary>
    public int Iterations { get; init => field = Require.AtLeast(value, 0); }

    internal override IReadOnlyList<Setting> Settings => [];

    internal override Node End(InnerLoop loop, Func<Node, Node> energy, Node start) =>
        Argmin.At(energy, loop.Run(energy, loop.Stepper.AtRest(start), 0, loop.Steps, LoopStorage.States)[0], Iterations);

    internal override Node Loss(InnerLoop loop, Func<Node, Node> energy, Node start, Func<Node, Node> cost) => cost(End(loop, energy, start));
}
