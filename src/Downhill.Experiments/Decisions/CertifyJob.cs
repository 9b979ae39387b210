using System.Text.Json.Nodes;
using Downhill.Bootstrapping;
using Downhill.Data;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Downhill.Mdps;

namespace Downhill.Experiments.Decisions;

/// <summary>A certificate for files: of a process or of recorded steps, with a table or a network.</summary>
/// <param name="Summary">What is written as JSON: verdict, estimated, modulus, spectral_radius, largest_step, first_order_error, reason and more.</param>
/// <param name="Lines">What is said of it.</param>
public sealed record CertifyJob(JsonObject Summary, IReadOnlyList<string> Lines)
{
    private static readonly string[] Policies = ["uniform", "greedy", "pairs"];

    /// <summary>Certifies.</summary>
    /// <param name="settings">What.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    /// <exception cref="DataException">A file cannot be used.</exception>
    public static CertifyJob Of(CertifySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _ = (settings.Mdp is null) != (settings.Transitions is null) ? 0 : throw new SettingException($"q certify: found {(settings.Mdp is null ? "neither" : "both")} of --mdp and --transitions, expected one of them");
        (Mdp mdp, double[] weights, double[][] states) = Task(settings);
        int pairs = mdp.States * mdp.Actions;
        double[][] points = [.. Enumerable.Range(0, pairs).Select(pair => states[pair / mdp.Actions])];
        int[] chosen = [.. Enumerable.Range(0, pairs).Select(pair => pair % mdp.Actions)];
        ValueNetwork? network = settings.Network is null ? null : ValueNetwork.Of(settings, points[0].Length, mdp.Actions);
        (double[] start, double[] kernel) = network?.Tangent(points, chosen, mdp.Actions) ?? (new double[pairs], []);
        QIteration update = new(new(mdp), network is null ? Gain.Weighted(weights) : Gain.OfKernel(kernel, weights)) { StepSize = settings.Step };
        Certificate found = Certificate.Of(update, start) with { IsEstimated = network is not null || settings.Transitions is not null };
        return new(Written(found, update, FirstOrder(network, update, start, points, chosen)), Said(found));
    }

    private static (Mdp Mdp, double[] Weights, double[][] States) Task(CertifySettings settings)
    {
        if (settings.Transitions is { } file)
        {
            RecordedSteps steps = RecordedSteps.Read(file, settings.Discount);
            return (steps.Mdp, steps.Weights, steps.Points);
        }

        Mdp mdp = MdpFile.Read(settings.Mdp!);
        _ = mdp.Horizon is null && mdp.Discount < 1 ? 0 : throw new DataException(settings.Mdp!, null, null, $"found horizon {mdp.Horizon?.ToString() ?? "null"} and discount {mdp.Discount:R}, expected no horizon and a discount below 1");
        double[] weights = settings.Policy == "pairs" ? PairDistribution.Uniform(mdp) : PairDistribution.Of(mdp, PolicyOf(settings.Policy, mdp));
        return (mdp, weights, [.. Enumerable.Range(0, mdp.States).Select(state => (double[])[.. Enumerable.Range(0, mdp.States).Select(other => other == state ? 1.0 : 0)])]);
    }

    private static Policy PolicyOf(string name, Mdp mdp) => name switch
    {
        "uniform" => Policy.Uniform(mdp.States, mdp.Actions),
        "greedy" => OptimalValues.Of(mdp).Policy,
        _ when File.Exists(name) => Read(name, mdp),
        _ => throw new SettingException($"policy: found no file and no policy '{name}', {NearestName.Advice(name, Policies)}"),
    };

    // [[t or null, s, a, p], …], as irl writes it.
    private static Policy Read(string file, Mdp mdp)
    {
        double[] table = new double[mdp.States * mdp.Actions];
        try
        {
            foreach (JsonArray row in JsonNode.Parse(File.ReadAllText(file))!.AsArray().Select(row => row!.AsArray()))
            {
                table[((int)row[1]! * mdp.Actions) + (int)row[2]!] += (double)row[3]!;
            }

            foreach (int state in Enumerable.Range(0, mdp.States).Where(state => mdp.Terminal[state] && table.AsSpan(state * mdp.Actions, mdp.Actions).IndexOfAnyExcept(0.0) < 0))
            {
                table[state * mdp.Actions] = 1;
            }

            return new(mdp.States, mdp.Actions, table);
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or NullReferenceException)
        {
            throw new DataException(file, null, null, $"found no policy of {mdp.States} states and {mdp.Actions} actions ({exception.Message}), expected [[null, s, a, p], …] with probabilities that sum to 1 in each state", exception);
        }
    }

    // ‖Q(θ′) − Q − α K D (TQ − Q)‖ / ‖Q(θ′) − Q‖ of the step itself.
    private static double FirstOrder(ValueNetwork? network, QIteration update, double[] start, double[][] points, int[] chosen)
    {
        if (network is null)
        {
            return 0;
        }

        double[] backup = new double[start.Length];
        update.Backup.Apply(start, backup);
        double[] errors = [.. backup.Select((value, pair) => update.Gain.Weights[pair] * (value - start[pair]))];
        double[] moved = network.Stepped(points, chosen, update.Backup.Mdp.Actions, errors, update.StepSize), foretold = update.Next(QState.At(start)).Values;
        double apart = moved.Zip(foretold, (a, b) => (a - b) * (a - b)).Sum(), way = moved.Zip(start, (a, b) => (a - b) * (a - b)).Sum();
        return way == 0 ? 0 : Math.Sqrt(apart / way);
    }

    private static JsonObject Written(Certificate found, QIteration update, double firstOrder) => new()
    {
        ["verdict"] = SettingDescription.Kebab(found.Verdict.ToString()),
        ["estimated"] = found.IsEstimated,
        ["modulus"] = LearnSummary.Number(found.Modulus),
        ["spectral_radius"] = LearnSummary.Number(found.SpectralRadius),
        ["largest_step"] = LearnSummary.Number(found.LargestStep),
        ["first_order_error"] = LearnSummary.Number(firstOrder),
        ["reason"] = found.Reason,
        ["step"] = update.StepSize,
        ["joint_spectral_bounds"] = new JsonArray(LearnSummary.Number(found.WorstRadius), LearnSummary.Number(found.BestModulus)),
        ["policies"] = found.Policies,
        ["soft_divergence"] = LearnSummary.Number(found.SoftDivergence),
        ["course"] = SettingDescription.Kebab(found.Course.End.ToString()),
        ["growth"] = found.Growing?.Growth,
        ["period"] = found.Growing?.Period,
    };

    private static string[] Said(Certificate found) =>
    [
        $"{SettingDescription.Kebab(found.Verdict.ToString())}{(found.IsEstimated ? " (estimated)" : "")}: {found.Reason}",
        found.LargestStep > 0 ? $"largest step that is proved safe: {found.LargestStep:G6}" : "no step size was proved safe",
        $"largest |Q| on the way: {found.SoftDivergence:G4} of what true values can be",
    ];
}
