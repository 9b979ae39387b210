namespace Downhill.Experiments;

/// <summary>What can be run by name and makes claims: a <see cref="Verification"/> or an <see cref="Experiment"/>.</summary>
public abstract record Investigation
{
    /// <summary>Words in lower case with hyphens; what the claims' ids begin with.</summary>
    public abstract string Name { get; }

    /// <summary>One of <see cref="Topics.All"/>.</summary>
    public abstract string Topic { get; }

    /// <summary>What is shown, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>The claim that measured stands to the reference as it should.</summary>
    private protected Claim Claim(
        string id, string text, double measured, Relation relation, double reference, double tolerance, int n, string unit, (double Low, double High)? interval) => new()
        {
            Id = $"{Name}.{id}",
            Topic = Topic,
            Text = text,
            Measured = measured,
            Relation = relation,
            Reference = reference,
            Tolerance = tolerance,
            Unit = unit,
            N = n,
            Interval = interval,
        };
}
