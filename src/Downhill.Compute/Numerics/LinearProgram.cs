namespace Downhill.Compute.Numerics;

/// <summary>Maximise c·x subject to rows a·x ≤ b or a·x = b and bounds l ≤ x ≤ u.</summary>
/// <remarks>
/// Solved by the bounded simplex method: exact up to rounding, for up to some thousand variables and some hundred rows.
/// Of phases there are two on one basis: first the sum of violations is brought to zero, then c·x to its maximum. The steepest reduced cost
/// enters; after thirty steps of length zero the least index does, until one has a length, so that no cycle is possible.
/// <para>
/// Source: G. B. Dantzig (1963), Linear Programming and Extensions, Princeton University Press, ch. 18; R. G. Bland (1977), New finite pivoting
/// rules for the simplex method, Mathematics of Operations Research 2, 103–107.
/// </para>
/// </remarks>
public sealed record LinearProgram
{
    /// <summary>A programme with x ≥ 0 and no rows yet.</summary>
    /// <param name="objective">c, shape [n], finite.</param>
    public LinearProgram(double[] objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        Check(Array.TrueForAll(objective, double.IsFinite), "an objective that is not finite, expected finite numbers.");
        Objective = objective;
        Lower = new double[objective.Length];
        Upper = [.. Enumerable.Repeat(double.PositiveInfinity, objective.Length)];
    }

    /// <summary>c, shape [n].</summary>
    public double[] Objective { get; }

    /// <summary>The rows. Default none.</summary>
    public IReadOnlyList<LinearRow> Rows
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            for (int row = 0; row < value.Count; row++)
            {
                Check(value[row].Terms.All(term => (uint)term.Column < (uint)Objective.Length && double.IsFinite(term.Factor)) && double.IsFinite(value[row].Limit), $"row {row} with a column beyond {Objective.Length - 1} or a number that is not finite.");
            }

            field = value;
        }
    } = [];

    /// <summary>l, shape [n]; −∞ where there is none. Default 0.</summary>
    public double[] Lower { get; init => field = Bound(value); }

    /// <summary>u, shape [n]; +∞ where there is none. Default +∞.</summary>
    public double[] Upper { get; init => field = Bound(value); }

    /// <summary>The maximum with its proof, or the proof that there is none.</summary>
    public LinearSolution Solve()
    {
        int crossed = Enumerable.Range(0, Objective.Length).FirstOrDefault(j => Lower[j] > Upper[j], -1);
        Check(crossed < 0, crossed < 0 ? "" : $"bounds of variable {crossed} from {Lower[crossed]:R} to {Upper[crossed]:R}, expected the lower one not above the upper one.");
        LinearSolution solution = new Simplex(this, betweenInversions: 50).Solve();

        // Small pivots in a row can make the basis singular to rounding; an inverse that is fresh sees them.
        return solution.Status == LinearStatus.Unsettled ? new Simplex(this, betweenInversions: 4).Solve() : solution;
    }

    private double[] Bound(double[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Check(value.Length == Objective.Length && !Array.Exists(value, double.IsNaN), $"{value.Length} bounds, expected {Objective.Length} numbers.");
        return value;
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException(what);
        }
    }
}

/// <summary>A row of a linear programme.</summary>
/// <param name="Terms">Columns with their factors; factors of the same column add up.</param>
/// <param name="Limit">b.</param>
/// <param name="IsEquality">a·x = b (true) or a·x ≤ b (false).</param>
public sealed record LinearRow(IReadOnlyList<(int Column, double Factor)> Terms, double Limit, bool IsEquality)
{
    /// <summary>a·x ≤ b.</summary>
    /// <param name="factors">a, shape [n].</param>
    /// <param name="limit">b.</param>
    public static LinearRow AtMost(double[] factors, double limit) => new(Sparse(factors), limit, false);

    /// <summary>a·x ≥ b, kept as −a·x ≤ −b.</summary>
    /// <param name="factors">a, shape [n].</param>
    /// <param name="limit">b.</param>
    public static LinearRow AtLeast(double[] factors, double limit) => new([.. Sparse(factors).Select(term => (term.Column, -term.Factor))], -limit, false);

    /// <summary>a·x = b.</summary>
    /// <param name="factors">a, shape [n].</param>
    /// <param name="limit">b.</param>
    public static LinearRow Equal(double[] factors, double limit) => new(Sparse(factors), limit, true);

    /// <summary>a·x.</summary>
    public double At(IReadOnlyList<double> x) => Terms.Sum(term => term.Factor * x[term.Column]);

    private static (int Column, double Factor)[] Sparse(double[] factors) =>
        [.. factors.Select((factor, column) => (column, factor)).Where(term => term.factor != 0)];
}
