using Downhill.Experiments;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>A small experiment: coins are thrown, and heads counted.</summary>
internal sealed record Coin : Experiment
{
    [Setting("throws of the coin", Minimum = 1)]
    public int Throws { get; init; } = 400;

    [Setting("how often heads are claimed to come", Minimum = 0, Maximum = 1)]
    public double Heads { get; init; } = 0.5;

    public string Needs { get; init; } = "";

    /// <summary>Done between the first finding and the second.</summary>
    public Action Meanwhile { get; init; } = () => { };

    public override string Name => "coin";

    public override string Topic => Topics.Densities;

    public override string Summary => "A coin is fair.";

    public override IReadOnlyList<string> Recordings => Needs.Length > 0 ? [Needs] : [];

    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Throws = 100 },
        ExperimentSize.Full => this with { Throws = 10_000 },
        ExperimentSize.Default => this,
    };

    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        yield return AtLeast("throws", "The coin is thrown.", Throws, 1);
        Meanwhile();
        double share = Enumerable.Range(0, Throws).Count(i => context.Rng.Uniform(i) < 0.5) / (double)Throws;
        yield return new Noted("heads", share);
        yield return new Noted("missing", null);

        // Five standard deviations of a fair coin.
        yield return Within("fair", "Heads come as often as claimed.", share, Heads, 2.5 / Math.Sqrt(Throws), Throws);
        yield return new Said(new Verdict(Standing.Good, "Thrown", $"{Throws} times."));
        yield return new Pictured("share", "How often", new Figure("") { Panels = [new Panel { Marks = [new Bars(["heads", "tails"], [share, 1 - share])] }] }, "The shares of heads and tails.");
        yield return new Tabulated("Shares", new Downhill.Report.Listing(["Side", "Share"], ["heads", $"{share}"]) { Caption = "What was counted." });
    }
}
