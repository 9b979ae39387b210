namespace Downhill.Experiments;

/// <summary>A question that is answered by measuring: claims that can fail, pictures, tables and numbers.</summary>
/// <remarks>
/// What can be changed about it are its own properties with a <see cref="Runs.SettingAttribute"/>: each is a <c>key=value</c> of
/// <c>downhill run</c> and a line of config.yaml. Their defaults are those of <see cref="ExperimentSize.Default"/>.
/// </remarks>
public abstract record Experiment : Investigation
{
    /// <summary>The recordings that it needs, as paths below the directory of <c>--data</c>; mostly none.</summary>
    public abstract IReadOnlyList<string> Recordings { get; }

    /// <summary>This experiment with the settings of a size.</summary>
    /// <param name="size">How large it is to be.</param>
    /// <returns>The experiment itself for <see cref="ExperimentSize.Default"/>; at every size at least one claim is made.</returns>
    public abstract Experiment At(ExperimentSize size);

    /// <summary>Measures. A finding is computed when it is asked for; between two the run may be stopped.</summary>
    /// <param name="context">Size, seed, threads, recordings, whom to tell, and when to stop.</param>
    /// <returns>The findings, as they are found.</returns>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public abstract IEnumerable<Finding> Run(ExperimentContext context);

    /// <summary>The claim that measured ≤ bound.</summary>
    protected Claimed AtMost(string id, string text, double measured, double bound, int n = 1, string unit = "1", (double Low, double High)? interval = null) =>
        new(Claim(id, text, measured, Relation.AtMost, bound, 0, n, unit, interval));

    /// <summary>The claim that measured ≥ bound.</summary>
    protected Claimed AtLeast(string id, string text, double measured, double bound, int n = 1, string unit = "1", (double Low, double High)? interval = null) =>
        new(Claim(id, text, measured, Relation.AtLeast, bound, 0, n, unit, interval));

    /// <summary>The claim that |measured − reference| ≤ tolerance.</summary>
    protected Claimed Within(
        string id, string text, double measured, double reference, double tolerance, int n = 1, string unit = "1", (double Low, double High)? interval = null) =>
        new(Claim(id, text, measured, Relation.Within, reference, tolerance, n, unit, interval));
}

/// <summary>How large an experiment is.</summary>
public enum ExperimentSize
{
    /// <summary>5 seconds at most: that it works at all; it may make fewer claims, but at least one.</summary>
    Smoke,

    /// <summary>3 minutes at most on two cores; every claim is made.</summary>
    Default,

    /// <summary>As long as it needs: the largest tables.</summary>
    Full,
}
