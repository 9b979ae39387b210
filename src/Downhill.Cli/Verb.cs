namespace Downhill.Cli;

/// <summary>A verb of the command line.</summary>
internal abstract class Verb
{
    /// <summary>All of them, in the order of the help.</summary>
    internal static IReadOnlyList<Verb> All { get; } =
    [
        new LearnCommand(), new ResumeCommand(), new EvaluateCommand(), new RolloutCommand(), new SampleCommand(), new SimulateCommand(), new IrlCommand(), new CertifyCommand(),
        new ReportCommand(), new RunCommand(), new VerifyCommand(), new ListCommand(), new BenchCommand(),
    ];

    /// <summary>Verbs of the contract that belong to a later version.</summary>
    internal static IReadOnlyList<string> Later { get; } = ["plan", "sweep", "serve"];

    internal abstract string Name { get; }

    /// <summary>What it does, in a line.</summary>
    internal abstract string Summary { get; }

    /// <summary>A command that works.</summary>
    internal abstract string Example { get; }

    internal virtual IReadOnlyList<Word> Words => [];

    /// <summary>Whether settings may be given as <c>key=value</c>.</summary>
    internal virtual bool TakesAssignments => false;

    /// <summary>Its flags; those that come of a record of settings are made when they are first asked for, as most calls ask for one verb's only.</summary>
    internal abstract IReadOnlyList<Flag> Flags { get; }

    /// <summary>Does it.</summary>
    /// <returns>An exit code; what goes wrong is thrown.</returns>
    internal abstract int Run(Typed typed, Screen screen, CancellationToken stop);
}
