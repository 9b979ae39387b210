namespace Downhill.Compute.Numerics;

/// <summary>How a linear programme ended.</summary>
public enum LinearStatus
{
    /// <summary>There is a maximum, and it was found.</summary>
    Optimal,

    /// <summary>No point satisfies all rows and bounds; <see cref="LinearSolution.Ray"/> proves it.</summary>
    Infeasible,

    /// <summary>The objective grows without end along <see cref="LinearSolution.Ray"/>.</summary>
    Unbounded,

    /// <summary>Rounding kept the method from an end within its steps; nothing else in the solution means anything.</summary>
    Unsettled,
}

/// <summary>What a linear programme's maximum is, and why.</summary>
public sealed record LinearSolution
{
    /// <summary>How it ended.</summary>
    public required LinearStatus Status { get; init; }

    /// <summary>x, shape [n]: the maximum, or, where it is unbounded, a feasible point.</summary>
    public required double[] Point { get; init; }

    /// <summary>c·x.</summary>
    public required double Value { get; init; }

    /// <summary>y, one for each row, not negative for inequalities: what a unit more of b is worth.</summary>
    public required double[] Prices { get; init; }

    /// <summary>b·y + Σ max over l ≤ x ≤ u of (c − Aᵀy)ⱼ xⱼ, which no feasible point exceeds.</summary>
    public required double DualValue { get; init; }

    /// <summary>
    /// Infeasible: y, one for each row, not negative for inequalities, such that yᵀA x &gt; y·b for every x in the bounds (Farkas).
    /// Unbounded: a direction, shape [n], that leaves no row and no bound and along which c·x grows. Otherwise empty.
    /// </summary>
    public required double[] Ray { get; init; }

    /// <summary>Steps of the simplex method.</summary>
    public required int Steps { get; init; }

    /// <summary>The largest violation of a row, a bound, or a price's sign, in their own units.</summary>
    public required double Residual { get; init; }

    /// <summary>|<see cref="DualValue"/> − <see cref="Value"/>|: a proof that no more than this is missing.</summary>
    public double Gap => Math.Abs(DualValue - Value);
}
