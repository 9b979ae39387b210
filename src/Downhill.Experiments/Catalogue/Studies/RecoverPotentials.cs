using System.Text.Json.Nodes;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Studies;

/// <summary>Known potentials, learned from noise-free descent and held against the truth.</summary>
/// <remarks>
/// The error of a force is relative to |∇E| + g₅₀, with g₅₀ the median |∇E| over the points of the tracks kept aside: near a minimum, where |∇E|
/// vanishes, it counts against the usual force.
/// </remarks>
public sealed record RecoverPotentials : Experiment
{
    /// <summary>Which potentials.</summary>
    [Setting("which potentials: quadratic, double-well, mueller-brown, rosenbrock, softplus-net")]
    public string[] Potentials { get; init; } = [.. NoiseFree.Names];

    /// <summary>Tracks of each; every fifth is kept aside.</summary>
    [Setting("tracks of each; every fifth is kept aside", Minimum = 10, Maximum = 100_000)]
    public int Tracks { get; init; } = 60;

    /// <summary>The class of landscapes.</summary>
    [Setting("class of landscapes; auto: the one that predicts best what was left out while it was fitted")]
    public ModelClass Model { get; init; } = ModelClass.Auto;

    /// <summary>Steps of a fit.</summary>
    [Setting("steps of a fit, at most", Minimum = 1, Maximum = 1_000_000)]
    public int Steps { get; init; } = 3000;

    /// <summary>Networks that are averaged, where networks are chosen.</summary>
    [Setting("networks that are averaged, where networks are chosen", Minimum = 0, Maximum = 100)]
    public int Networks { get; init; } = 3;

    /// <inheritdoc/>
    public override string Name => "recover-potentials";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "From noise-free steps of gradient descent the landscape comes back: forces are right to a per cent at the median and to five at the ninth tenth, on tracks never learned from.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Potentials = ["quadratic"], Tracks = 20, Model = ModelClass.Radial, Steps = 50 },
        ExperimentSize.Full => this with { Tracks = 120, Steps = 10_000 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<Recovered> all = [];
        foreach (string name in Potentials)
        {
            Recovered one = Recovered.Of(NoiseFree.Named(name), Tracks, new LearnSettings { Model = Model, Steps = Steps, Resamples = Networks }, context);
            all.Add(one);
            foreach (Finding finding in Findings(one))
            {
                yield return finding;
            }
        }

        yield return new Pictured("relative-errors", "How large the errors are", RecoveryFigures.Distribution(all), "The share of held-out points whose relative error |∇E learned − ∇E| / (|∇E| + g₅₀) is below a value. The claims are that half of them are below 1 % and nine tenths below 5 %.");
        yield return new Tabulated("What was learned from what", RecoveryFigures.Table(all));
        yield return new Noted("potentials", new JsonObject(all.Select(one => new KeyValuePair<string, JsonNode?>(one.Name, one.ToJson()))));
    }

    private IEnumerable<Finding> Findings(Recovered one)
    {
        string words = one.Name.Replace('-', ' ');
        yield return AtMost($"{one.Name}-median", $"The {words}: the median relative error of the force on tracks kept aside.", one.Median, 0.01, one.Errors.Length);
        yield return AtMost($"{one.Name}-ninth-tenth", $"The {words}: nine tenths of the relative errors are below this.", one.NinthTenth, 0.05, one.Errors.Length);
        yield return new Pictured(one.Name, char.ToUpperInvariant(words[0]) + words[1..], RecoveryFigures.Of(one), RecoveryFigures.Caption(one));
    }
}
