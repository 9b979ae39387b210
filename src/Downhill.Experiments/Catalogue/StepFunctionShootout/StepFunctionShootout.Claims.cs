using System.Text.Json.Nodes;
using Downhill.Report;

namespace Downhill.Experiments.StepFunctions;

/// <content>What is claimed, and what is shown.</content>
public sealed partial record StepFunctionShootout
{
    // "Few" transitions: from where anything is learned to where fits begin to end before they are done.
    private const int Few = 32, Enough = 256;

    private static readonly double[] Temperatures = [0.5, 1, 2];

    // |(A − Aᵀ)/2|² / |A|²: of x′ = A x on x ~ N(0, I) the share that no gradient can follow, of a network or not, for under a round density
    // J x is orthogonal to all gradients.
    private static readonly double Unreachable = Squared(StepSystem.Spiral[1] - StepSystem.Spiral[2]) / 2 / StepSystem.Spiral.Sum(Squared);

    private IEnumerable<Finding> Learning(ShootoutResult result)
    {
        // The bounds say that there is a gap, not how wide it is: about half of the logarithm of what was measured.
        yield return Needs(result, StepSystem.Wells, Kind.Residual, Comparison.EqualParameters, 1.5);
        yield return Needs(result, StepSystem.Wells, Kind.Plain, Comparison.EqualParameters, 2);
        yield return Needs(result, StepSystem.MuellerBrown, Kind.Residual, Comparison.EqualParameters, 1.3);
        yield return Needs(result, StepSystem.MuellerBrown, Kind.Plain, Comparison.EqualParameters, 2);
        yield return Needs(result, StepSystem.NoisyWells, Kind.Residual, Comparison.EqualParameters, 1.03);
        yield return Needs(result, StepSystem.Wells, Kind.Residual, Comparison.EqualWork, 1.5);
        yield return Needs(result, StepSystem.MuellerBrown, Kind.Residual, Comparison.EqualWork, 1.2);

        // On what turns the energy stays at its floor while the others go on learning: any bound between 1 and that gap tells them apart.
        yield return Loses(result, StepSystem.SwirlingWells, Kind.Residual, 10);
        yield return Loses(result, StepSystem.SwirlingWells, Kind.Game, 10);
        yield return Loses(result, StepSystem.Rotation, Kind.Residual, 50);
    }

    private Claimed Needs(ShootoutResult result, StepSystem system, Kind kind, Comparison comparison, double bound)
    {
        GeometricMean factor = result.Factor(system, kind, Kind.Energy, comparison, Few, Enough);
        (string id, string equal) = comparison == Comparison.EqualParameters ? ("", "as many parameters") : ("-equal-work", "as much work");
        return AtLeast(
            $"{system.Name}.{Word(kind)}{id}", $"On {system.Title}, shown {Few} to {Enough} transitions, a {Contestant.NameOf(kind)} of {equal} errs more than the energy, by this factor.",
            factor.Value, bound, Seeds, interval: factor.Interval);
    }

    private Claimed Loses(ShootoutResult result, StepSystem system, Kind kind, double bound)
    {
        GeometricMean factor = result.Factor(system, Kind.Energy, kind, Comparison.EqualParameters, Transitions / 2, Transitions);
        return AtLeast(
            $"{system.Name}.{Word(kind)}", $"On the {system.Title}, shown {Transitions / 2} transitions or more, the energy errs more than a {Contestant.NameOf(kind)} of as many parameters, by this factor.",
            factor.Value, bound, Seeds, interval: factor.Interval);
    }

    private IEnumerable<Finding> Floor(ShootoutResult result)
    {
        // A mean over 4096 points of |J x|², which varies as much as it is large, over one of |A x|²: four of its standard errors, 1/64 each.
        const double Sampling = 4.0 / 64;
        double[] shares = [.. result.Of(StepSystem.Rotation, Kind.Energy).SelectMany(race => race.OneStep).Select(error => Squared(error) / Unreachable)];
        yield return AtLeast("rotation.floor", "On the linear spiral no energy, of any seed and from any number of transitions, leaves less than |(A − Aᵀ)/2|²: in units of it.", shares.Min(), 1 - Sampling, shares.Length);
        if (Transitions >= 1024)
        {
            // What is left of not knowing 336 parameters exactly is worth as much again.
            double last = Squared(result.Last(StepSystem.Rotation, Kind.Energy, race => race.OneStep).Value) / Unreachable;
            yield return Within("rotation.floor-reached", $"From {Transitions} transitions the energy leaves just that.", last, 1, 2 * Sampling, Seeds);
        }
    }

    private IEnumerable<Finding> Composing(Composition composition)
    {
        // Each term is right to rounding, 10⁻¹⁶ of numbers a few times the change.
        yield return AtMost("sum", "One step down the sum of two learned energies is the sum of their two steps: adding energies is adding residuals, and no gain.", composition.SumOfEnergiesAgainstSumOfSteps(), 1e-12, Composition.Starts);
        (double energy, double residual) = composition.Either();
        yield return AtLeast("either", "Down the soft minimum of two learned bowls, every start ends in one of them.", energy, 0.99, Composition.Starts);
        yield return AtMost("either-residual", "Along the mean of the two residual networks no start does: they have no height by which to choose.", residual, 0.01, Composition.Starts);

        // The choice between two bowls depends on their heights, errors of which are a few times those of the slopes, 1 % or less.
        yield return AtMost("either-slope", "The slope of that soft minimum is right, relative to its size.", composition.OrAgainstTruth(), 0.05, Composition.Starts);
        yield return AtMost("wall", "A wall added at test time holds: no start ends farther right than where wall and right bowl balance.", composition.FarthestRight(), Composition.Balance(), Composition.Starts);
        (double sum, double sumResidual) = composition.SumAgainstTruth();
        yield return new Noted("sum_error", new JsonObject { ["energy"] = sum, ["residual"] = sumResidual });
        yield return new Pictured(
            "composed", "Put together", composition.Picture(),
            "Two bowls with bottoms A and B were learned apart. Left: down the soft minimum of the two energies every start finds one of the bottoms. Middle: the mean of two residual networks leads to one point between them, "
            + "which is neither. Right: a wall was added to the energy afterwards.");
    }

    private IEnumerable<Finding> Cycles(ShootoutResult result)
    {
        Race[] energies = [.. result.Races.Where(pair => pair.Key.Kind == Kind.Energy).SelectMany(pair => pair.Value)];

        // 1024 terms of rounding 10⁻¹⁶ each, against the sum of their sizes.
        yield return AtMost("no-cycles", "Round a closed loop the steps of a learned energy add up to nothing, whatever was learned from however little.", energies.Worst(race => race.Circulation.Worst()), 1e-13, energies.Length);
        double residual = result.Of(StepSystem.Wells, Kind.Residual).Average(race => race.Circulation[Array.IndexOf(result.Sizes, 64)]);

        // A network that knew would have rounding, 10⁻¹⁶, here.
        yield return AtLeast("residual-cycles", "Those of a residual network do not, though it was shown 64 transitions of a system that only falls: |∮ Δ·dl| / ∮ |Δ| dl.", residual, 0.01, Seeds);
    }

    private IEnumerable<Finding> Transferring(ShootoutResult result)
    {
        Dictionary<Kind, double[][]> apart = Enum.GetValues<Kind>().ToDictionary(kind => kind, kind => result.Of(StepSystem.Wells, kind).Select(Transfer.Of).ToArray());
        GeometricMean energy = GeometricMean.Of([.. apart[Kind.Energy].Select(uses => uses.Max() / uses[0])]), plain = GeometricMean.Of([.. apart[Kind.Plain].Select(uses => uses[1] / uses[0])]);

        // Direction and length are those of the learned step, so errors stay what they were; momentum carries them a little farther.
        yield return AtMost("transfer.energy", "With a quarter of the step, twice the step, or momentum, roll-outs of the energy err hardly more than with the step that it was learned with: the largest ratio of each seed, the geometric mean over seeds.", energy.Value, 2, Seeds, interval: energy.Interval);
        yield return AtLeast("transfer.plain", "A plain network knows one step only: asked for a quarter of it, it errs more by this factor.", plain.Value, 1.3, Seeds, interval: plain.Interval);

        // The slopes are right to a few per cent; a divergence of 10⁻³ takes a thousand samples to notice.
        double divergence = result.Of(StepSystem.Wells, Kind.Energy).Max(race => Temperatures.Max(t => Transfer.Divergence(race.Course.System.Energy!, race.Landscape("wells"), t)));
        yield return AtMost("transfer.temperature", "exp(−E/T) of the energy that was learned from noise-free steps is that of the truth at T = ½, 1 and 2: the largest divergence KL.", divergence, 1e-3, Seeds * Temperatures.Length, "nat");
        yield return new Tabulated("Used otherwise than learned", Transfer.Table(apart.Select(pair => (Contestant.NameOf(pair.Key), Enumerable.Range(0, Transfer.Uses.Length).Select(use => GeometricMean.Of([.. pair.Value.Select(uses => uses[use])]).Value).ToArray()))));
    }

    private IEnumerable<Finding> Told(ShootoutResult result)
    {
        ShootoutFigures figures = new(result.Sizes, result.Courses, result.Races);
        yield return new Pictured(
            "one-step", "Errors of one step", figures.Errors(race => race.OneStep, "error / change", course => course.System == StepSystem.Rotation ? Math.Sqrt(Unreachable) : null),
            "Error of the next point on points kept aside, in units of the true change; of noisy systems against the mean next point. Left: as many parameters. Right: as many multiply-adds a gradient. Bands: 95 % over seeds.");
        yield return new Pictured(
            "roll-out", "Errors of roll-outs", figures.Errors(race => race.RollOut, "distance / spread", _ => null),
            $"Mean distance from the true path over {RollOut} steps, as a share of the spread of the points; 1 is lost.");
        yield return new Pictured(
            "circulation", "Cycles that are not there", figures.Circulations(),
            "Round circles on landscapes that only fall: what a learned step goes round, as a share of the way. An energy goes round nothing, to rounding; the others learn to turn less from ever more transitions.");
        yield return new Tabulated("Contestants", Contestants(result));
        yield return new Noted("one_step", Numbers(result, race => race.OneStep));
        yield return new Noted("roll_out", Numbers(result, race => race.RollOut));
        yield return new Noted("circulation", Numbers(result, race => race.Circulation));
        GeometricMean wells = result.Factor(StepSystem.Wells, Kind.Residual, Kind.Energy, Comparison.EqualParameters, Few, Enough);
        yield return new Said(new Verdict(Standing.Good, "Where it falls", $"an energy needs fewer transitions: on {StepSystem.Wells.Title} a residual network of as many parameters errs {Number.Format(wells.Value, 2)} times more."));
        yield return new Said(new Verdict(Standing.Warn, "Where it turns", "an energy is the wrong model: it stays at its floor, and a residual network or a game of energies goes on learning."));
        yield return new Said(new Verdict(Standing.Good, "Put together", "an energy gains nothing in a sum. It gains where heights are compared (this or that), where a temperature is asked for, and where nothing may go round."));
    }

    private static Report.Listing Contestants(ShootoutResult result) => new(
        ["Step function", "compared at", "Hidden layers", "Parameters", "Multiply-adds a gradient"],
        [.. result.Races.Where(pair => pair.Key.System == StepSystem.Wells.Name).Select(pair => (pair.Key, pair.Value[0].Contestant)).Select(pair => (string[])
        [
            pair.Contestant.Name, pair.Key.Comparison == Comparison.EqualParameters ? "equal parameters" : "equal work", $"{pair.Contestant.First} + {pair.Contestant.Second}", $"{pair.Contestant.Parameters}", $"{pair.Contestant.Work}",
        ])])
    {
        Caption = "Multiply-adds of matrix products for one transition, the loss's gradient included.",
    };

    private static JsonObject Numbers(ShootoutResult result, Func<Race, double[]> of)
    {
        JsonObject all = new() { ["transitions"] = new JsonArray([.. result.Sizes.Select(n => (JsonNode)n)]) };
        foreach (((string system, Comparison comparison, Kind kind), Race[] races) in result.Races)
        {
            GeometricMean[] means = [.. result.Sizes.Select((_, i) => GeometricMean.Of([.. races.Select(race => of(race)[i])]))];
            all.Add($"{system}/{(comparison == Comparison.EqualParameters ? "parameters" : "work")}/{Word(kind)}", new JsonObject
            {
                ["value"] = new JsonArray([.. means.Select(mean => (JsonNode)mean.Value)]),
                ["interval"] = new JsonArray([.. means.Select(mean => (JsonNode)new JsonArray(mean.Low, mean.High))]),
            });
        }

        return all;
    }

    private static string Word(Kind kind) => kind.ToString().ToLowerInvariant();

    private static double Squared(double x) => x * x;
}
