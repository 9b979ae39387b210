using System.Diagnostics;

namespace Downhill.Experiments;

/// <summary>Facts that the project claims and can measure in a second or so.</summary>
/// <remarks>
/// A verification that cannot fail is worse than none, so each one knows deliberate mistakes, its <see cref="Controls"/>;
/// the tests make each of them and see its claim fail.
/// </remarks>
public abstract record Verification : Investigation
{
    /// <summary>The mistakes that it can make on purpose; at least one.</summary>
    public abstract IReadOnlyList<Control> Controls { get; }

    /// <summary>The name of the control that is being made, or null: none.</summary>
    /// <exception cref="ArgumentException">There is no such control.</exception>
    internal string? Mistake
    {
        get;
        init => field = value is null || IsControl(value) ? value : throw new ArgumentException($"{Name} has no control {value}.", nameof(value));
    }

    /// <summary>Measures. A claim is computed when it is asked for.</summary>
    public abstract IEnumerable<Claim> Run();

    /// <summary>Whether <paramref name="mistake"/> is to be made.</summary>
    protected bool Makes(string mistake)
    {
        Debug.Assert(IsControl(mistake), "A mistake that is asked for is a control.");
        return Mistake == mistake;
    }

    /// <summary>The claim that measured ≤ bound.</summary>
    protected Claim AtMost(string id, string text, double measured, double bound, int n = 1, string unit = "1") =>
        Claim(id, text, measured, Relation.AtMost, bound, 0, n, unit, null);

    /// <summary>The claim that measured ≥ bound.</summary>
    protected Claim AtLeast(string id, string text, double measured, double bound, int n = 1, string unit = "1") =>
        Claim(id, text, measured, Relation.AtLeast, bound, 0, n, unit, null);

    /// <summary>The claim that |measured − reference| ≤ tolerance.</summary>
    protected Claim Within(
        string id, string text, double measured, double reference, double tolerance, int n = 1, string unit = "1", (double Low, double High)? interval = null) =>
        Claim(id, text, measured, Relation.Within, reference, tolerance, n, unit, interval);

    private bool IsControl(string mistake) => Controls.Any(control => control.Mistake == mistake);
}

/// <summary>A mistake that a verification can make on purpose, and the claim that must then fail.</summary>
/// <param name="Mistake">What is done wrong.</param>
/// <param name="Caught">The claim's id without the verification's name.</param>
public sealed record Control(string Mistake, string Caught);
