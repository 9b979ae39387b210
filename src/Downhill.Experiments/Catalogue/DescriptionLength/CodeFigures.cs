using Downhill.Experiments.StepFunctions;
using Downhill.Report;

namespace Downhill.Experiments.Codes;

/// <summary>The pictures of the codes.</summary>
internal static class CodeFigures
{
    private static readonly Colour[] Colours = [Palette.Blue, Palette.Ochre, Palette.Vermilion, Palette.Grey];

    /// <summary>Bits a frame against ε, a panel for each system.</summary>
    internal static Figure Resolutions(DescribedSystem[] systems) => new("")
    {
        Width = 860,
        Columns = systems.Length,
        SharedY = true,
        Description = "Bits a frame against the resolution, for each class of models",
        Panels = [.. systems.Select(system => new Panel
        {
            Title = system.System.Title,
            XLabel = "ε / change",
            YLabel = "bits a frame",
            XScale = Scale.Log,
            Marks =
            [
                new Line(system.Ratios, [.. system.Ratios.Select((_, e) => system.WithoutModel.Average(bits => bits[e]) / system.Frames)]) { Label = "no model", Colour = Palette.Ink, Dash = Dash.Dashed },
                .. ModelClass.All.Select((model, i) => Curve(system, model, Colours[i])).Reverse(),
            ],
        })],
    };

    /// <summary>Parameters, residuals and both against the number of parameters, for each system and two classes.</summary>
    internal static Figure Sizes(DescribedSystem[] systems, ModelClass[] models, int resolution) => new("")
    {
        Width = 760,
        Columns = models.Length,
        SharedX = true,
        SharedY = true,
        Description = "Bits of parameters and of residuals against the size of the model",
        Panels = [.. from system in systems from model in models select SizePanel(system, model, resolution)],
    };

    /// <summary>The excess of the code of x′ = a x + noise, measured and predicted.</summary>
    internal static Figure Excess(int[] frames, double[] measured, double[] predicted)
    {
        double[] n = [.. frames.Select(frame => (double)frame)];
        return new Figure("")
        {
            Width = 560,
            Description = "Excess of the code over the entropy of the residuals, against the number of frames",
            Panels =
            [
                new Panel
                {
                    XLabel = "frames",
                    YLabel = "bits beyond (n/2) log₂(2πe σ²/ε²)",
                    XScale = Scale.Log,
                    YRange = new Bounds(0, predicted.Max() + 5),
                    Marks =
                    [
                        new Line(n, [.. n.Select(Math.Log2)]) { Label = "log₂ n", Colour = Palette.Grey, Dash = Dash.Dashed },
                        new Line(n, predicted) { Label = "predicted", Colour = Palette.Ink },
                        new Scatter(n, measured) { Label = "measured", Colour = Palette.Vermilion, Size = 8, Opacity = 1 },
                    ],
                },
            ],
        };
    }

    private static Line Curve(DescribedSystem system, ModelClass model, Colour colour)
    {
        GeometricMean[] bits = [.. system.Ratios.Select((_, e) => system.BitsPerFrame(model, e))];
        return new Line(system.Ratios, [.. bits.Select(bit => bit.Value)]) { Lower = [.. bits.Select(bit => bit.Low)], Upper = [.. bits.Select(bit => bit.High)], Label = model.Name, Colour = colour };
    }

    private static Panel SizePanel(DescribedSystem system, ModelClass model, int resolution)
    {
        SizedCodes[][] sizes = [.. system.Codes.Select(seed => seed[Array.IndexOf(ModelClass.All, model)])];
        double[] parameters = [.. sizes[0].Select(sized => (double)sized.Parameters)];
        double[] Mean(Func<TwoPartCode, double> of) => [.. parameters.Select((_, i) => sizes.Average(seed => of(seed[i].Codes[resolution])) / system.Frames)];
        return new Panel
        {
            Title = $"{system.System.Title}: {model.Name}",
            XLabel = "parameters",
            YLabel = "bits a frame",
            XScale = Scale.Log,
            Marks =
            [
                new Line(parameters, Mean(code => code.ParameterBits)) { Label = "parameters", Colour = Palette.Teal },
                new Line(parameters, Mean(code => code.ResidualBits)) { Label = "residuals", Colour = Palette.Plum },
                new Line(parameters, Mean(code => code.Bits)) { Label = "both", Colour = Palette.Ink, Width = 2.4 },
            ],
        };
    }
}
