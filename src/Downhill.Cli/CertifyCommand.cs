using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Decisions;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary><c>q certify</c>: does learning values from their own guesses settle, and up to which step?</summary>
internal sealed class CertifyCommand : Verb
{
    private const string Task = "certify";

    private static readonly Flag Json = new("--json", "FILE", "where to write the certificate");

    internal override string Name => "q";

    internal override string Summary => "certifies where Q-learning goes: contracts, converges, may diverge or diverges, and why";

    internal override string Example => "downhill q certify --mdp grid.json --network mlp:64,64 --json certificate.json";

    internal override IReadOnlyList<Word> Words { get; } = [new(Task, "what is asked of Q-learning; there is one question so far")];

    internal override IReadOnlyList<Flag> Flags => field ??= [.. SettingFlags.Of(new CertifySettings()).Select(flag => flag.Name is "--mdp" or "--transitions" ? flag with { Value = "FILE" } : flag), Json, Flag.Quiet];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string task = typed.Word(0)!;
        _ = task == Task ? 0 : throw new SettingException($"q: found '{task}', {NearestName.Advice(task, [Task])}");
        CertifySettings defaults = new(), settings = Settings.Read(defaults, null, [.. typed.Settings(defaults)]);
        OutputFile.Require(Json, typed.Value(Json), (new("--mdp", "", ""), settings.Mdp), (new("--transitions", "", ""), settings.Transitions), (new("--network", "", ""), settings.Network));
        CertifyJob job = CertifyJob.Of(settings);
        foreach (string line in job.Lines)
        {
            typed.ScreenOf(screen).Out.WriteLine(line);
        }

        if (typed.Value(Json) is { } file)
        {
            JsonFile.Write(file, job.Summary);
        }

        return ExitCode.Done;
    }
}
