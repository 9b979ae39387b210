using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>What learning through steps down an energy differentiates: right for one step, wrong for two, and right again with the adjoint.</summary>
/// <remarks>
/// With f(x) = x − η ∇E(x) and L a loss of f, dL/dθ = −η ∂/∂θ ⟨dL/df, ∇E(x)⟩, dL/df held still. For K steps, λ⁽ᴷ⁾ = dL/dx⁽ᴷ⁾,
/// λ⁽ᵏ⁾ = (I − η H(x⁽ᵏ⁾)) λ⁽ᵏ⁺¹⁾ and dL/dθ = −η Σₖ ∂/∂θ ⟨λ⁽ᵏ⁺¹⁾, ∇E(x⁽ᵏ⁾)⟩.
/// </remarks>
public sealed record OneStepGradient : Verification
{
    private const int Rows = 5;
    private const double StepSize = 0.1;

    // Differences reach 10⁻¹² (see Differences); 10⁻⁸ is what the method is asked for.
    private const double Differenced = 1e-8;

    private static readonly Mlp Model = new(2, [6, 4], new Rng(41)) { Scale = 3 };

    private readonly double[] _x = Calculation.Normal(42, 2 * Rows);
    private readonly double[] _y = Calculation.Normal(43, 2 * Rows);

    /// <inheritdoc/>
    public override string Name => "one-step-gradient";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "The gradient of a loss through one step down an energy is −η ∂θ⟨dL/df, ∇E⟩; through more steps it takes the adjoint, in every mode of storage.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("sign of the descent forgotten", "chain-rule"),
        new("sign of the descent forgotten", "differences"),
        new("inner gradient detached", "engine"),
        new("one step taken for two", "two-steps-last-only"),
        new("curvature left out of the adjoint", "adjoint-2-differences"),
        new("curvature left out of the adjoint", "adjoint-10-scan"),
        new("one state too far", "storage-states"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        double[] formula = Formula(), reference = ByDifferences(1);
        int count = formula.Length;
        yield return AtMost("chain-rule", "−η ∂θ⟨dL/df, ∇E⟩ is the chain rule with the explicit matrix ∂²E/∂x∂θ.", Compare.Relative(formula, ChainRule()), 1e-12, count);
        yield return AtMost("differences", "It is Richardson's differences of the loss.", Compare.Relative(formula, reference), Differenced, count);
        yield return AtMost("engine", "The engine's gradient of the loss through the step is the same.", Compare.Relative(Through(1, LoopStorage.Everything, detached: Makes("inner gradient detached")), reference), Differenced, count);

        // The last line of the seed with x⁽ᴷ⁻¹⁾ for x: it forgets that x⁽ᴷ⁻¹⁾ depends on θ too. A tenth is far beyond any rounding.
        int two = Makes("one step taken for two") ? 1 : 2;
        yield return AtLeast("two-steps-last-only", "Applied to the last of two steps alone, that formula misses the gradient by a large part.", Compare.Relative(Adjoint(two, only: 1), ByDifferences(two)), 0.1, count);

        foreach (int steps in new[] { 2, 10 })
        {
            double[] adjoint = Adjoint(steps, only: steps), differences = ByDifferences(steps);
            yield return AtMost($"adjoint-{steps}-differences", $"The adjoint over {steps} steps, written out by hand, is Richardson's differences.", Compare.Relative(adjoint, differences), Differenced, count);
            yield return AtMost($"adjoint-{steps}-scan", $"The engine's loop of {steps} steps gives the same gradient.", Compare.Relative(adjoint, Through(steps, LoopStorage.Everything)), 1e-12, count);
        }

        double[] everything = Through(10, LoopStorage.Everything);
        foreach (LoopStorage storage in Enum.GetValues<LoopStorage>().Where(storage => storage != LoopStorage.Everything))
        {
            // What is computed again is computed by the same operations; only fusion may round differently.
            double[] other = Through(Makes("one state too far") ? 11 : 10, storage);
            yield return AtMost($"storage-{storage.ToString().ToLowerInvariant()}", $"Keeping {storage.ToString().ToLowerInvariant()} of the way down gives the gradient of keeping everything.", Compare.Relative(other, everything), 1e-12, count);
        }
    }

    private double[] Formula()
    {
        Node x = Node.Point(2), y = Node.Point(2, "y"), energy = Model.Of(x);
        Node residual = StopGradient(2.0 / Rows * (x - StepSize * Derivative.Gradient(energy, x) - y));
        Node[] gradients = [.. Calculation.Nodes(Model).Select(parameter => -StepSize * Derivative.Mixed(energy, x, residual, parameter))];
        double sign = Makes("sign of the descent forgotten") ? -1 : 1;
        return [.. new Calculation(gradients).With("x", _x).With("y", _y).With(Model).Join().Select(g => sign * g)];
    }

    /// <summary>dL/df row by row times the matrix ∂²E/∂x∂θ, made one row and one coordinate at a time.</summary>
    private double[] ChainRule()
    {
        Node x = Node.Point(2), slope = Derivative.Gradient(Model.Of(x), x);
        Calculation step = new Calculation(slope).With(Model);
        Calculation[] matrix = [.. Enumerable.Range(0, 2).Select(i => new Calculation(Derivative.Gradient(Slice(slope, i, 1), Calculation.Nodes(Model))).With(Model))];
        double[] total = new double[Calculation.Theta(Model).Length];
        for (int row = 0; row < Rows; row++)
        {
            double[] point = _x[(2 * row)..(2 * row + 2)], descent = step.With("x", point).Join();
            for (int i = 0; i < 2; i++)
            {
                double bar = 2.0 / Rows * (point[i] - StepSize * descent[i] - _y[2 * row + i]);
                total = [.. total.Zip(matrix[i].With("x", point).Join(), (sum, m) => sum - StepSize * bar * m)];
            }
        }

        return total;
    }

    /// <summary>The adjoint by hand, over the last <paramref name="only"/> of the steps.</summary>
    private double[] Adjoint(int steps, int only)
    {
        Node x = Node.Point(2), lambda = Node.Point(2, "lambda"), energy = Model.Of(x);
        Calculation forward = new Calculation(x - StepSize * Derivative.Gradient(energy, x)).With(Model);
        Node curvature = Makes("curvature left out of the adjoint") ? 0 * lambda : StepSize * Derivative.HessianVector(energy, x, lambda);
        Calculation back = new Calculation([
            lambda - curvature,
            .. Calculation.Nodes(Model).Select(parameter => -StepSize * Derivative.Mixed(energy, x, lambda, parameter))]).With(Model);
        List<double[]> states = [_x];
        for (int k = 0; k < steps; k++)
        {
            states.Add(forward.With("x", states[^1]).Join());
        }

        double[] bar = [.. states[^1].Zip(_y, (at, target) => 2.0 / Rows * (at - target))], total = new double[Calculation.Theta(Model).Length];
        for (int k = steps - 1; k >= steps - only; k--)
        {
            double[][] results = back.With("x", states[k]).With("lambda", bar).Run();
            total = [.. total.Zip(results.Skip(1).SelectMany(g => g), (sum, g) => sum + g)];
            bar = results[0];
        }

        return total;
    }

    private double[] Through(int steps, LoopStorage storage, bool detached = false)
    {
        Node loss = Loss(steps, storage, detached);
        return Set(new Calculation(Derivative.Gradient(loss, Calculation.Nodes(Model)))).Join();
    }

    private double[] ByDifferences(int steps)
    {
        Calculation loss = Set(new Calculation(Loss(steps, LoopStorage.Everything, detached: false)));
        return Differences.Gradient(theta => loss.With(Model.Parameters, theta).Join()[0], Calculation.Theta(Model));
    }

    private static Node Loss(int steps, LoopStorage storage, bool detached)
    {
        Node x = Node.Point(2), y = Node.Point(2, "y");
        GradientDescent descent = new() { StepSize = StepSize };

        // Detached, a little of ∇E no longer follows θ: the mistake of a stray StopGradient.
        Node Energy(Node point) => detached ? 0.9 * Model.Of(point) + 0.1 * Dot(StopGradient(Derivative.Gradient(Model.Of(point), point)), point) : Model.Of(point);
        Node end = Scan.Over(steps, [x], [], (state, _, time) => descent.Step(Energy, state, time), storage).Final[0];
        return SumRows(SquaredNorm(end - y)) / Rows;
    }

    private Calculation Set(Calculation calculation) => calculation.With("x", _x).With("y", _y).With("step_size", StepSize).With(Model);
}
