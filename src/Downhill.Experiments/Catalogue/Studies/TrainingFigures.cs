using Downhill.Report;

namespace Downhill.Experiments.Studies;

/// <summary>The pictures of <see cref="TrainingDynamics"/>.</summary>
internal static class TrainingFigures
{
    /// <summary>Fitted shares of both parts, of an energy and of a step network, measured and predicted.</summary>
    internal static Figure Shares(SharedFit energy, SharedFit step) => new("")
    {
        Width = 900,
        SharedY = true,
        Description = "Fitted shares of the downhill part and of the rotation against learning time",
        Panels = [SharePanel("Energy network", energy), SharePanel("Step network", step)],
    };

    /// <summary>The loss of both, and what the rotation leaves.</summary>
    internal static Figure Losses(SharedFit energy, SharedFit step, double floor) => new("")
    {
        Description = "Loss of the energy and of the step network against learning time",
        Panels =
        [
            new Panel
            {
                XLabel = "learning time",
                YLabel = "loss / loss at the start",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Marks =
                [
                    new Line(energy.Times[1..], energy.Losses[1..]) { Label = "energy network" },
                    new Line(step.Times[1..], step.Losses[1..]) { Label = "step network" },
                    new HorizontalRule(floor) { Label = "the rotation's share of the field" },
                ],
            },
        ],
    };

    /// <summary>What few points do: the rotation is fitted between them, and not on the field.</summary>
    internal static Figure FewPoints(SharedFit few, int points) => new("")
    {
        Description = "Rotation fitted by an energy at few points, and on the whole field",
        Panels =
        [
            new Panel
            {
                XLabel = "learning time",
                YLabel = "share of the rotation that is fitted",
                XScale = Scale.Log,
                Marks =
                [
                    new Line(few.Times[1..], few.RotationSeen[1..]) { Label = $"at the {points} points" },
                    new Line(few.Times[1..], few.RotationPredicted[1..]) { Label = "predicted", Dash = Dash.Dashed, Colour = Palette.Ink, Width = 1.2 },
                    new Line(few.Times[1..], few.Rotation[1..]) { Label = "on the whole field" },
                ],
            },
        ],
    };

    /// <summary>What a residual at one place, pointing right, does everywhere.</summary>
    internal static Figure Kernels(KernelField energy, KernelField step)
    {
        double largest = Math.Max(energy.LargestCurl, step.LargestCurl);
        return new("")
        {
            Width = 900,
            SharedY = true,
            Description = "The kernel of an energy and of a step network as fields of arrows over their curl",
            Panels = [KernelPanel("Energy network", energy, largest), KernelPanel("Step network", step, largest)],
        };
    }

    /// <summary>Modes of a linear energy's residual, measured over closed form.</summary>
    internal static Figure Modes(DecayingModes modes)
    {
        int[] shown = [.. Enumerable.Range(0, Math.Min(6, modes.Rates.Length)).Select(i => i * (modes.Rates.Length - 1) / Math.Max(1, Math.Min(6, modes.Rates.Length) - 1)).Distinct()];
        return new("")
        {
            Description = "Decay of the residual's modes against time",
            Panels =
            [
                new Panel
                {
                    XLabel = "time t = α × steps",
                    YLabel = "left of the mode",
                    XScale = Scale.Log,
                    YRange = new Bounds(0, 1.02),
                    Marks =
                    [
                        .. shown.Select(mode => new Line(modes.Times[1..], modes.Amplitudes[mode][1..]) { Label = $"λ = {Number.Format(modes.Rates[mode], 2)}", Width = 3 }),
                        .. shown.Select((mode, i) => new Line(modes.Times[1..], [.. modes.Times[1..].Select(t => Math.Exp(-modes.Rates[mode] * t))])
                        {
                            Colour = Palette.Ink, Width = 1, Dash = Dash.Dashed, Label = i == 0 ? "exp(−λt)" : null,
                        }),
                    ],
                },
            ],
        };
    }

    /// <summary>Steps until half of the loss is gone, against η.</summary>
    internal static Figure Steps(SharedStep shared) => new("")
    {
        Description = "Steps to learn against the shared step size",
        Panels =
        [
            new Panel
            {
                XLabel = "η of the data and of the model",
                YLabel = "steps to half of the loss, relative",
                XScale = Scale.Log,
                YScale = Scale.Log,
                Marks =
                [
                    new Line(shared.Etas, [.. shared.Etas.Select(eta => Math.Pow(eta / shared.Etas.Max(), -2))]) { Label = "∝ 1/η²", Colour = Palette.Ink, Dash = Dash.Dashed, Width = 1.2 },
                    new Scatter(shared.Etas, [.. shared.Plain.Select(steps => steps / shared.Plain.Min())]) { Label = "½ |f − y|²", Size = 8, Colour = Palette.Blue },
                    new Scatter(shared.Etas, [.. shared.Rescaled.Select(steps => steps / shared.Rescaled.Min())]) { Label = "½ |f − y|² / η²", Size = 8, Colour = Palette.Vermilion },
                ],
            },
        ],
    };

    /// <summary>Singular values on their way, beside the closed form.</summary>
    internal static Figure Stages(IReadOnlyList<LearningStages> stages) => new("")
    {
        Width = 900,
        SharedY = true,
        Description = "Singular values of deep quadratic energies against time",
        Panels = [.. stages.Select(StagePanel)],
    };

    private static Panel SharePanel(string title, SharedFit fit) => new()
    {
        Title = title,
        XLabel = "learning time",
        YLabel = "share fitted",
        XScale = Scale.Log,
        YRange = new Bounds(-0.05, 1.05),
        Marks =
        [
            new Line(fit.Times[1..], fit.Downhill[1..]) { Label = "downhill part", Colour = Palette.Blue, Width = 3 },
            new Line(fit.Times[1..], fit.Rotation[1..]) { Label = "rotation", Colour = Palette.Vermilion, Width = 3 },
            new Line(fit.Times[1..], fit.DownhillPredicted[1..]) { Label = "predicted by the first kernel", Colour = Palette.Ink, Dash = Dash.Dashed, Width = 1.2 },
            new Line(fit.Times[1..], fit.RotationPredicted[1..]) { Colour = Palette.Ink, Dash = Dash.Dashed, Width = 1.2 },
        ],
    };

    private static Panel KernelPanel(string title, KernelField field, double largest) => new()
    {
        Title = title,
        XLabel = "x₁",
        YLabel = "x₂",
        EqualAspect = true,
        Legend = Legend.None,
        Marks =
        [
            new Heatmap(field.Curl) { Label = "curl", Map = ColourMap.Diverging, Centre = 0, Maximum = largest },
            Arrows.Of(field.Points, field.Pull, 0.36) with { Colour = Palette.Ink },
            new Markers(new Place(0, 0)) { Size = 8, Colour = Palette.Vermilion },
        ],
    };

    private static Panel StagePanel(LearningStages stages)
    {
        double[] targets = LearningStages.Targets;
        return new()
        {
            Title = stages.Depth == 1 ? "E = ½ |x W₁|²" : "E = ½ |x W₁ W₂|²",
            XLabel = "time t = α × steps",
            YLabel = "eigenvalue m of the learned ∂²E/∂x²",
            Marks =
            [
                .. targets.Select((s, mode) => new Line(stages.Times, stages.Modes[mode]) { Label = $"s = {Number.Format(s, 2)}", Width = 3 }),
                .. targets.Where(s => s > 0).Select((s, i) =>
                {
                    double[] m = [.. Enumerable.Range(1, 199).Select(k => stages.First + ((s - stages.First) * k / 200)).Where(value => stages.TimeTo(value, s) < stages.Times[^1])];
                    return new Line([.. m.Select(value => stages.TimeTo(value, s))], m) { Colour = Palette.Ink, Dash = Dash.Dashed, Width = 1.2, Label = i == 0 ? "closed form" : null };
                }),
            ],
        };
    }
}
