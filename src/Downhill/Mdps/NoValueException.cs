namespace Downhill.Mdps;

/// <summary>A decision process has no value, or not the one asked for: the end is out of reach, or what is earned before it has no bound.</summary>
public sealed class NoValueException : ArithmeticException
{
    /// <summary>A complaint about a state.</summary>
    /// <param name="state">The state, or null where the process as a whole is meant.</param>
    /// <param name="what">What was found, what was expected, what to do.</param>
    public NoValueException(int? state, string what)
        : base(what) => State = state;

    /// <summary>The state, or null where the process as a whole is meant.</summary>
    public int? State { get; }
}
