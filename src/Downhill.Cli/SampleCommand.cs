using Downhill.Data;
using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Cli;

/// <summary><c>sample</c>: draws from exp(−E/T) of a learned landscape.</summary>
internal sealed class SampleCommand : Verb
{
    // Four gigabytes, as for rollout.
    private const long MostNumbers = 500_000_000;

    // Chains that have forgotten where they began are below this by far; those that stay in different wells are above it by far.
    private const double LargestRHat = 1.1, MostOutside = 0.05;

    private static readonly Flag Out = new("--out", "FILE.csv", "the points, with the columns of positions that were learned from; gzipped where the name ends in .gz") { IsRequired = true };

    internal override string Name => "sample";

    internal override string Summary => "draws points from exp(-E/T) of the learned energy";

    internal override string Example => "downhill sample runs/first --count 10000 --out points.csv";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a finished run")];

    internal override IReadOnlyList<Flag> Flags => field ??=
    [
        Out, .. SettingFlags.Of(new SampleSettings()).Select(flag => flag.Name == "--count" ? flag with { IsRequired = true, Default = "" } : flag), Flag.Quiet,
    ];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        SampleSettings settings = Settings.Apply(new SampleSettings(), typed.Settings(new SampleSettings()));
        string directory = typed.Word(0)!, output = typed.Value(Out)!;
        LearnedModel model = FinishedRun.Model(directory);
        OutputFile.Require(Out, output);
        if ((double)settings.Count * model.Columns.Length > MostNumbers)
        {
            throw new SettingException($"--count: found {settings.Count}, expected at most {MostNumbers / model.Columns.Length} points of {model.Columns.Length} columns, give fewer");
        }

        double temperature = settings.Temperature ?? model.Temperature ?? throw new SettingException(
            $"{directory}: found no temperature, as it learned without the likelihood of noise (inertial or smooth tracks, or --unroll), so exp(-E/T) is not known, expected one; give it with --temperature");
        ModelSample sample = Patient.Wait(() => ModelSample.Of(model, temperature, settings.Count, settings.Sampler, settings.BurnIn, settings.Thin, settings.Seed), stop);
        Doubt(sample, output, screen);
        TableWriter.Write(output, sample.Points);
        typed.ScreenOf(screen).Out.WriteLine($"wrote {output}: {Counted.Of(settings.Count, "point")} at temperature {Number.Format(temperature)}, by {Counted.Of(sample.Chains, "chain")}"
            + $"{(sample.Accepted is { } accepted ? $", {Number.Format(100 * accepted, 2)} % of the steps accepted" : "")}{(sample.Swapped is { } swapped ? $", {Number.Format(100 * swapped, 2)} % or more of the exchanges made" : "")}; R-hat {Number.Format(sample.RHat, 4)}, effective draws of all chains {Number.Format(sample.EffectiveSize, 3)}");
        return ExitCode.Done;
    }

    private static void Doubt(ModelSample sample, string output, Screen screen)
    {
        if (sample.Outside > MostOutside)
        {
            screen.Warn($"{output}: {Number.Format(100 * sample.Outside, 2)} % of the points lie outside the region that was learned from: what is known of the landscape does not confine exp(-E/T)");
        }

        if (sample.Diverged > 0)
        {
            screen.Warn($"{output}: {Number.Format(sample.Diverged)} trajectories diverged: the steepest places may be missed; give --sampler mala");
        }

        if (!(sample.RHat <= LargestRHat))
        {
            screen.Warn($"{output}: the chains do not mix (R-hat {Number.Format(sample.RHat, 3)}): how many points each well has follows from where the chains began, at visited points, and not from exp(-E/T); give a larger --burn-in and --thin");
        }
    }
}
