using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Energies;
using Downhill.Experiments.Facts;
using Downhill.Experiments.Runs;
using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>How training an energy through its gradient differs from training a step function.</summary>
/// <remarks>
/// In function space a small step moves f by −Σⱼ K(x, xⱼ) ∂L/∂fⱼ. Of an energy K(x, x′) = η² ∇ₓ∇ₓ′ᵀ k_E(x, x′): a gradient field in x, with a factor
/// η², blind to constants. Each of these is measured here on networks in training, beside a step network of the same width.
/// </remarks>
public sealed record TrainingDynamics : Experiment
{
    private const double Eta = 0.1;

    /// <summary>Units of the hidden layer, of the energy and of the step network.</summary>
    [Setting("units of the hidden layer", Minimum = 8, Maximum = 8192)]
    public int Width { get; init; } = 512;

    /// <summary>Steps of descent, each on all points.</summary>
    [Setting("steps of gradient descent, each on all points", Minimum = 10, Maximum = 10_000_000)]
    public int Steps { get; init; } = 10_000;

    /// <summary>Rings of points.</summary>
    [Setting("rings of points on the disc", Minimum = 2, Maximum = 64)]
    public int Rings { get; init; } = 8;

    /// <summary>Points of a ring.</summary>
    [Setting("points of a ring", Minimum = 8, Maximum = 256)]
    public int RingPoints { get; init; } = 32;

    /// <summary>Random points from which an energy learns the rotation by heart.</summary>
    [Setting("random points for the energy that learns by heart", Minimum = 4, Maximum = 4096)]
    public int FewPoints { get; init; } = 24;

    /// <summary>Narrower networks, for how the kernel's prediction improves with width; empty: none.</summary>
    [Setting("widths at which the kernel's prediction is judged, ascending", Minimum = 8, Maximum = 8192)]
    public int[] Widths { get; init; } = [32, 64, 128, 256, 512];

    /// <summary>The step of the fast modes, as a share of what they have to go.</summary>
    [Setting("step of the fastest mode where a flow is followed, as a share of its way", Above = 0, Maximum = 0.1)]
    public double Fineness { get; init; } = 0.002;

    /// <inheritdoc/>
    public override string Name => "training-dynamics";

    /// <inheritdoc/>
    public override string Topic => Topics.Energies;

    /// <inheritdoc/>
    public override string Summary => "Training an energy moves the step function by a curl-free kernel with a factor η²: rotation is never fitted, constants are never felt, modes decay at the Gram matrix's rates, and deep quadratic energies learn in stages.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Recordings => [];

    /// <inheritdoc/>
    public override Experiment At(ExperimentSize size) => size switch
    {
        ExperimentSize.Smoke => this with { Width = 64, Steps = 200, Rings = 4, RingPoints = 32, FewPoints = 12, Widths = [], Fineness = 0.01 },
        ExperimentSize.Full => this with { Width = 2048, Steps = 100_000, RingPoints = 48, Widths = [32, 64, 128, 256, 512, 1024, 2048], Fineness = 0.0005 },
        ExperimentSize.Default => this,
    };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Run(ExperimentContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double[] field = RotatingField.Rings(Rings, RingPoints);
        return Shares(context, field).Concat(Few(context, field)).Concat(Lazy(context, field)).Concat(Kernels(context)).Concat(SharedSteps(context, field))
            .Concat(Modes(context, field)).Concat(Drift(context)).Concat(Stages(context));
    }

    private IEnumerable<Finding> Shares(ExperimentContext context, double[] field)
    {
        context.Tell($"learning a field that is part rotation, by an energy of {Width} units");
        SharedFit energy = SharedFit.Of(EnergyModel(Width, context), field, field, Eta, Steps, context);
        context.Tell($"learning it by a step network of {Width} units");
        SharedFit step = SharedFit.Of(StepModel.Free(2, [Width], Eta, context.Rng.Fork(12)), field, field, Eta, Steps, context);
        double[] turning = RotatingField.Rotation(field);
        double floor = Compare.Dot(turning, turning) / Compare.Dot(RotatingField.Whole(field), RotatingField.Whole(field));

        // Sums over 32 points of a ring are integrals up to what a network of weights of order one has at wave numbers of 32.
        yield return AtMost("rotation-unfitted", "An energy network in training never fits any of the rotation: the largest share on the way.", Compare.Largest(energy.Rotation), 1e-5, energy.Steps[^1]);
        yield return AtLeast("rotation-floor", "Its loss stays above the rotation's share of the field, here relative to it.", energy.Losses.Min() / floor, 1 - 1e-5, energy.Steps[^1]);
        yield return AtMost("gauge", "An output bias gets a gradient of exactly zero.", BiasSlope(context, field), 0, field.Length / 2);
        if (context.Size != ExperimentSize.Smoke)
        {
            yield return AtLeast("downhill-fitted", "Of the downhill part it fits nearly all.", energy.Downhill[^1], 0.95);
            yield return AtLeast("step-network-rotates", "A step network fits the rotation with the rest.", step.Rotation[^1], 0.95);

            // Networks of some hundred units are lazy: the kernel changes by a few per cent while they learn, and the shares by as much at most.
            yield return AtMost("energy-predicted", "The kernel at the start predicts the shares that the energy has fitted, at every time: the largest gap.", energy.Gap, 0.1, energy.Steps.Length);
            yield return AtMost("step-predicted", "And those of the step network.", step.Gap, 0.1, step.Steps.Length);
        }

        yield return new Noted("floor", floor);
        yield return new Noted("energy", Numbers(energy));
        yield return new Noted("step_network", Numbers(step));
        yield return new Said(new Verdict(Standing.Good, "Rotation", $"After {Steps:N0} steps the energy has fitted {Percent(energy.Downhill[^1])} of the downhill part and {Percent(energy.Rotation[^1])} of the rotation; the step network {Percent(step.Downhill[^1])} and {Percent(step.Rotation[^1])}."));
        yield return new Pictured("shares", "What is fitted when", TrainingFigures.Shares(energy, step), "How much of the downhill part and of the rotation is fitted, against learning time (1: the downhill part's first rate times time). Dashed: what the kernel before the first step predicts. The energy network goes up to the floor and stays there; the rotation gives it no gradient.");
        yield return new Pictured("losses", "Loss", TrainingFigures.Losses(energy, step, floor), "The same two networks. An energy's loss ends on the rotation's share of the field, however long it learns.");
    }

    private IEnumerable<Finding> Few(ExperimentContext context, double[] field)
    {
        context.Tell($"learning the field from {FewPoints} points");
        SharedFit few = SharedFit.Of(EnergyModel(Width, context), RotatingField.Sample(FewPoints, context.Rng.Fork(13)), field, Eta, Steps, context);
        yield return AtMost("rotation-by-heart", "Learned from few random points, an energy seems to fit the rotation there; on the whole field it has fitted none: the largest share.", Compare.Largest(few.Rotation), 1e-5, few.Steps[^1]);
        yield return new Noted("few_points", Numbers(few));
        yield return new Pictured("few-points", "Few points are learned by heart", TrainingFigures.FewPoints(few, FewPoints), $"At {FewPoints} random points an energy can point anywhere, so what looks like rotation is fitted there ({Percent(few.RotationSeen[^1])} at the end), at the rate that the kernel's small eigenvalues allow. On the field between them none of it is: what was learned is noise.");
    }

    private IEnumerable<Finding> Lazy(ExperimentContext context, double[] field)
    {
        if (Widths.Length < 2)
        {
            yield break;
        }

        // As many steps as it takes to fit most of the downhill part: later the gap only closes.
        int steps = Math.Min(Steps, 1000);
        List<double> gaps = [];
        foreach (int width in Widths)
        {
            context.Tell($"judging the kernel's prediction at {width} units");
            gaps.Add(Enumerable.Range(0, 3).Average(draw => SharedFit.Of(EnergyModel(width, context, draw + 1), field, field, Eta, steps, context).Gap));
        }

        double order = Compare.Order([.. Widths.Select(width => (double)width)], gaps);
        yield return AtMost("lazy", "The gap between the shares and the first kernel's prediction falls with the width at least as its square root: the power.", order, -0.4, Widths.Length);
        yield return new Noted("lazy", new JsonObject { ["widths"] = Array(Widths.Select(width => (double)width)), ["gaps"] = Array(gaps), ["power"] = order });
        yield return new Tabulated("The kernel's prediction", new Report.Listing(["Units", "Largest gap"], [.. Widths.Zip(gaps, (width, gap) => (string[])[$"{width}", Number.Format(gap, 3)])])
        {
            Caption = $"The largest gap between measured and predicted shares over {steps} steps of the energy network, averaged over three networks.",
        });
    }

    private IEnumerable<Finding> Kernels(ExperimentContext context)
    {
        context.Tell("drawing the kernels");
        KernelField energy = KernelField.Of(EnergyModel(Width, context), Eta), step = KernelField.Of(StepModel.Free(2, [Width], Eta, context.Rng.Fork(12)), Eta);

        // Differences over 10⁻³ of fields that bend over lengths of one are off by 10⁻⁶.
        yield return AtMost("curl-free", "The kernel's field of an energy has no curl: the largest, relative to that of the step network.", energy.LargestCurl / step.LargestCurl, 1e-4, energy.Points.Length / 2);
        yield return new Pictured(
            "kernels", "What one residual does elsewhere", TrainingFigures.Kernels(energy, step),
            "How a small step on a residual at the dot, which points right, moves the step function at other places (arrows, lengths as square roots), and the curl of that field (colour, one scale). Of a step network the arrows stay parallel whatever their lengths, so the field has curl. Of an energy they tilt just so that it has none.");
    }

    private IEnumerable<Finding> SharedSteps(ExperimentContext context, double[] field)
    {
        context.Tell("learning with data and model of one step size");
        SharedStep shared = SharedStep.Of([0.05, 0.1, 0.2, 0.4], 64, field, 10 * Fineness, context);

        // Euler steps of αλ = 10 × fineness of the fastest mode change the times by half of that.
        double tolerance = 10 * Fineness;
        yield return Within("eta-squared", "Where data and model share η, the steps to half of the loss go as ηᵖ with this p.", shared.PlainOrder, -2, tolerance, shared.Etas.Length);
        yield return Within("eta-rescaled", "Divided by η², the loss needs the same steps at every η: p is this.", shared.RescaledOrder, 0, 1e-9, shared.Etas.Length);
        yield return new Noted("shared_step", new JsonObject { ["eta"] = Array(shared.Etas), ["steps"] = Array(shared.Plain), ["steps_rescaled"] = Array(shared.Rescaled) });
        yield return new Pictured("shared-step", "A shared step size is a learning rate", TrainingFigures.Steps(shared), "Steps of descent until half of the loss is gone, relative to the largest η: a data set of small steps seems hard to learn, until the loss is divided by η².");
    }

    private IEnumerable<Finding> Modes(ExperimentContext context, double[] field)
    {
        context.Tell("following the modes of an energy that is linear in its parameters");
        DecayingModes modes = DecayingModes.Of(24, field, Math.Max(2000, Steps * 2), context);
        double worst = Compare.Largest(modes.Ratios.Select(ratio => ratio - 1));
        yield return AtMost("mode-rates", "Where E is linear in θ each mode of the residual decays at its eigenvalue of the Gram matrix: the largest relative error of a rate.", worst, 0.01, modes.Rates.Length);
        yield return new Noted("modes", new JsonObject { ["rates"] = Array(modes.Rates), ["measured_over_predicted"] = Array(modes.Ratios) });
        yield return new Pictured("modes", "Linear in the parameters: least squares", TrainingFigures.Modes(modes), $"E = θ · tanh(xW + b) with W and b given. {modes.Rates.Length} modes decay far enough to be followed; six of them are shown, with the closed form exp(−λt) dashed.");
    }

    private IEnumerable<Finding> Drift(ExperimentContext context)
    {
        context.Tell("training a deep linear energy");
        double[] points = RotatingField.Sample(64, context.Rng.Fork(51)), velocity = RotatingField.Whole(points);
        Descent descent = new(StepModel.Down(DeepLinear.Random(2, 16, context.Rng.Fork(52)), Eta), points, RotatingField.Sum(points, velocity, Eta), context.Threads);
        for (int k = 0; k < 2000; k++)
        {
            descent.Step(0.05);
        }

        double[] fitted = [.. RotatingField.Sum(descent.Next(points), points, -1).Select(v => v / Eta)];
        double[] mean = [.. Enumerable.Range(0, 2).Select(i => velocity.Chunk(2).Average(v => v[i]))];

        // Coordinates are of order one, and ∇E is read off a step of η: rounding is divided by η.
        yield return AtMost("drift", "A deep linear energy learns one drift for everywhere, the mean velocity: the largest deviation from it.", Compare.Largest(fitted.Select((v, i) => v - mean[i % 2])), 1e-12, points.Length / 2);
    }

    private IEnumerable<Finding> Stages(ExperimentContext context)
    {
        LearningStages[] stages = [.. new[] { (Depth: 1, First: 1e-3), (Depth: 2, First: 1e-2) }.Select(depth =>
        {
            context.Tell($"training a quadratic energy of {depth.Depth} layers");
            return LearningStages.Of(depth.Depth, depth.First, Fineness, context);
        })];
        foreach (LearningStages stage in stages)
        {
            // Euler's steps lag the flow by about the share that the fastest mode goes in one.
            yield return AtMost($"stages-{stage.Depth}", $"A quadratic energy of {stage.Depth} layer{(stage.Depth == 1 ? "" : "s")} has half learned each singular value when the closed form says so: the largest relative error.", Compare.Largest(stage.Ratios.Select(ratio => ratio - 1)), Math.Max(0.01, 4 * Fineness), stage.Ratios.Length);
            yield return AtMost($"symmetric-{stage.Depth}", "Only the symmetric part of what is to be learned is found: what couples its modes at the end.", stage.Mixed, 1e-10, 12);
        }

        if (context.Size != ExperimentSize.Smoke)
        {
            // The slowest valley has half of its way behind it at two thirds of the run, and is learned exponentially from there.
            yield return Within("floor-quadratic", "What is left is the antisymmetric part and the hill, which no sum of squares can be: ½ |M − A|² at the end of one layer.", stages[0].Losses[^1], LearningStages.Floor, 0.01 * LearningStages.Floor);
        }

        yield return new Noted("stages", new JsonArray([.. stages.Select(stage => new JsonObject { ["layers"] = stage.Depth, ["first"] = stage.First, ["half_time_over_closed_form"] = Array(stage.Ratios), ["end"] = Array(stage.Modes.Select(mode => mode[^1])) })]));
        yield return new Pictured("stages", "Deep quadratic energies learn in stages", TrainingFigures.Stages(stages), "The eigenvalues of the learned ∂²E/∂x² on their way to those of the symmetric part, the stiff ones first; dashed: the closed form. With more layers the stages are sharper. The hill (s = −1) cannot be a sum of squares and is left flat.");
    }

    private static StepModel EnergyModel(int width, ExperimentContext context, int draw = 0) =>
        StepModel.Down(new Mlp(2, [width], context.Rng.Fork(11).Fork(draw)), Eta);

    // The bias and the loss are asked for too, for the gradient alone does not even read them.
    private double BiasSlope(ExperimentContext context, double[] field)
    {
        Level level = new(2, 0.3);
        Mlp network = new(2, [Width], context.Rng.Fork(11).Fork(0));
        StepModel model = StepModel.Down(network + level, Eta);
        Node loss = Maths.SumRows(model.Objective.Loss(model.Energy)), bias = level.Parameters[0].Node;
        Calculation calculation = new Calculation(Derivative.Gradient(loss, bias), loss, 2 * bias).With(model.Energy).With("start", field).With("targets", RotatingField.Whole(field));
        foreach (Parameter setting in model.Objective.Settings)
        {
            calculation.With(setting.Name, setting.Values);
        }

        return Compare.Largest(calculation.Run()[0]);
    }

    private static JsonObject Numbers(SharedFit fit) => new()
    {
        ["steps"] = Array(fit.Steps.Select(k => (double)k)),
        ["times"] = Array(fit.Times),
        ["losses"] = Array(fit.Losses),
        ["downhill"] = Array(fit.Downhill),
        ["rotation"] = Array(fit.Rotation),
        ["rotation_at_points"] = Array(fit.RotationSeen),
        ["downhill_predicted"] = Array(fit.DownhillPredicted),
        ["rotation_predicted"] = Array(fit.RotationPredicted),
    };

    private static JsonArray Array(IEnumerable<double> numbers) => new([.. numbers.Select(number => JsonValue.Create(number))]);

    private static string Percent(double share) => $"{100 * share:F1} %".Replace("-0.0", "0.0", StringComparison.Ordinal);
}
