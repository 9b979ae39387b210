using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Newton's steps know no coordinates: what moves with an affine map before them moves with it after them; descent does not.</summary>
/// <remarks>
/// With F(y) = E(A⁻¹ (y − b)), ∇F = A⁻ᵀ ∇E and H_F = A⁻ᵀ H A⁻¹, so that y = A x + b stays so. On a quadratic one step arrives; near a regular
/// point of rest errors are squared; a saddle draws the plain step in and pushes the saddle-free one away.
/// </remarks>
public sealed record NewtonSteps : Verification
{
    private const int D = 4;

    private static readonly double[,] Map = Dense.Square([1.3, -0.4, 0.8, 0.9], 2);
    private static readonly double[] Shift = [0.7, -1.1];

    /// <inheritdoc/>
    public override string Name => "newton-steps";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "Newton arrives on a quadratic in one step, commutes with affine maps where descent does not, squares its error, and goes to saddles unless it descends by |H|.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("damped", "one-step"),
        new("descent", "affine"),
        new("coordinates left as they are", "descent-not-affine"),
        new("damped", "squares-its-error"),
        new("by |H|", "plain-to-saddle"),
        new("by H", "saddle-free-to-well"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        Newton plain = new() { Damping = Makes("damped") ? 0.1 : 0 };
        double[] random = Calculation.Normal(141, D * D), center = Calculation.Normal(142, D);
        Node matrix = Node.Constant([.. Enumerable.Range(0, D * D).Select(at => random[at] + random[(at % D * D) + (at / D)])], D, D), middle = Node.Constant(center, 1, D);
        double[] arrived = Walk.End(x => Dot(MatMul(x - middle, matrix), x - middle) / 2, D, plain, 1, Calculation.Normal(143, D));
        yield return AtMost("one-step", "On a quadratic of either sign one step arrives: the distance from where it is level.", Compare.Largest(Compare.Difference(arrived, center)), 1e-12, D);

        Newton damped = new() { StepSize = 0.5 };
        GradientDescent descent = new() { StepSize = 0.05 };
        yield return AtMost("affine", "Six steps in other affine coordinates are the same steps: the largest difference.", Apart(Makes("descent") ? descent : damped, Map), 1e-10, 12);
        yield return AtLeast("descent-not-affine", "Six steps of descent are not.", Apart(descent, Makes("coordinates left as they are") ? Dense.Square([1, 0, 0, 1], 2) : Map), 0.05, 12);

        // From 0.02 away errors are 6e-4, 4e-7 and 3e-13; the last is left out, for it rounds.
        double[] well = Walk.End(Formula.CoupledWells.Of, 2, new Newton(), 30, [1, -0.3]);
        double[] path = Walk.Path(Formula.CoupledWells.Of, 2, plain, 3, [well[0] + 0.02, well[1]]);
        double[] errors = [.. path.Chunk(2).Select(x => Compare.Length(Compare.Difference(x, well)))];
        yield return Within("squares-its-error", "Near a well the error of a step is that of the one before to this power.", Compare.Order([0.02, errors[0]], errors[..2]), 2, 0.1, 2);

        double[] near = [0.15, 0.1];
        double[] drawn = Walk.End(Formula.CoupledWells.Of, 2, Makes("by |H|") ? ByAbsolute : new Newton(), 30, near);
        yield return AtMost("plain-to-saddle", "The plain step is drawn to the saddle between two wells: how far it ends from it.", Compare.Length(drawn), 1e-12);
        double[] away = Walk.End(Formula.CoupledWells.Of, 2, Makes("by H") ? new Newton() : ByAbsolute, 200, near);
        yield return AtMost("saddle-free-to-well", "By |H| it leaves it: how far it ends from the well.", Compare.Length(Compare.Difference(away, well)), 1e-10);
    }

    private static Newton ByAbsolute => new() { IsSaddleFree = true, Damping = 0.05, StepSize = 0.5 };

    /// <summary>How far A x + b and y are apart at most, along six steps down E from x and down F from y = A x + b.</summary>
    private static double Apart(Stepper stepper, double[,] map)
    {
        double[] start = [1.4, 0.6];
        double[] inverse = [.. Dense.Solve(map, [1, 0]).Concat(Dense.Solve(map, [0, 1]))];
        Node back = Node.Constant(inverse, 2, 2), shift = Node.Constant(Shift, 1, 2);
        double[] here = Walk.Path(Formula.CoupledWells.Of, 2, stepper, 6, start);
        double[] there = Walk.Path(y => Formula.CoupledWells.Of(MatMul(y - shift, back)), 2, stepper, 6, Moved(map, start));
        return Compare.Largest(Compare.Difference([.. here.Chunk(2).SelectMany(x => Moved(map, x))], there));
    }

    private static double[] Moved(double[,] map, double[] x) => [.. Dense.Times(map, x).Zip(Shift, (a, b) => a + b)];
}
