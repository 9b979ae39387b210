using System.Globalization;
using System.Text.RegularExpressions;
using Downhill.Compute;
using Downhill.Data;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Decisions;

/// <summary>A network of values, Q(s, a), as a graph for one pair: its values, its tangent kernel, and a step of its weights.</summary>
/// <param name="Value">Q, of inputs <c>x</c> and, where every action has its own output, marks <c>a</c>.</param>
/// <param name="Parameters">θ.</param>
/// <param name="TakesAction">Whether the marks of actions are inputs; else every action has its own output.</param>
internal sealed record ValueNetwork(Node Value, IReadOnlyList<Parameter> Parameters, bool TakesAction)
{
    /// <summary>The network that a setting names.</summary>
    /// <param name="settings">Names it.</param>
    /// <param name="features">Numbers of a state.</param>
    /// <param name="actions">A.</param>
    internal static ValueNetwork Of(CertifySettings settings, int features, int actions)
    {
        string name = settings.Network!;
        return name.StartsWith("mlp:", StringComparison.Ordinal) ? Drawn(name, features + actions, settings.Seed) : Read(name, features, actions, settings.Activation);
    }

    /// <summary>Q and K of points.</summary>
    /// <param name="points">Shape [n, features].</param>
    /// <param name="chosen">The action of each, shape [n].</param>
    /// <param name="actions">A.</param>
    internal (double[] Values, double[] Kernel) Tangent(double[][] points, int[] chosen, int actions)
    {
        TangentKernel<double> kernel = TangentKernel.Compile<double>(Value, [.. Parameters.Select(parameter => parameter.Node)]);
        foreach ((string name, double[] values) in Inputs(points, chosen, actions, Parameters).Where(input => kernel.Inputs.Contains(input.Name)))
        {
            kernel.Set(name, values);
        }

        kernel.Run();
        return (kernel.Outputs.ToArray(), kernel.Values.ToArray());
    }

    /// <summary>Q after θ′ = θ + α Σ wᵢ ∂Qᵢ/∂θ.</summary>
    internal double[] Stepped(double[][] points, int[] chosen, int actions, double[] weights, double step)
    {
        // Q stands beside its slopes so that every parameter is an input: those of a linear network do not depend on them.
        Node weight = Node.Input("w", Shape.PerRow(1));
        Computation<double> slopes = Computation.Compile<double>(1, [Value, .. Derivative.Gradient(SumRows(weight * Value), [.. Parameters.Select(parameter => parameter.Node)])]);
        foreach ((string name, double[] values) in Inputs(points, chosen, actions, Parameters).Append(("w", weights)))
        {
            slopes.Set(name, values);
        }

        slopes.Run();
        Parameter[] moved = [.. Parameters.Select((parameter, k) => parameter with { Values = [.. parameter.Values.Zip(slopes[k + 1].ToArray(), (own, slope) => own + (step * slope))] })];
        Computation<double> after = Computation.Compile<double>(1, Value);
        foreach ((string name, double[] values) in Inputs(points, chosen, actions, moved))
        {
            after.Set(name, values);
        }

        after.Run();
        return after[0].ToArray();
    }

    private IEnumerable<(string Name, double[] Values)> Inputs(double[][] points, int[] chosen, int actions, IEnumerable<Parameter> parameters)
    {
        double[][] marks = [.. chosen.Select(action => (double[])[.. Enumerable.Range(0, actions).Select(other => other == action ? 1.0 : 0)])];
        yield return ("x", TakesAction ? [.. points.Zip(marks, (point, mark) => (double[])[.. point, .. mark]).SelectMany(row => row)] : [.. points.SelectMany(row => row)]);
        if (!TakesAction)
        {
            yield return ("a", [.. marks.SelectMany(row => row)]);
        }

        foreach (Parameter parameter in parameters)
        {
            yield return (parameter.Name, parameter.Values);
        }
    }

    private static ValueNetwork Drawn(string name, int inputs, long seed)
    {
        int?[] widths = [.. name[4..].Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width is > 0 and <= 4096 ? (int?)width : null)];
        _ = widths.All(width => width is not null) ? 0 : throw new SettingException($"network: found '{name}', expected mlp: and the widths of its layers, from 1 to 4096 with commas, as in mlp:64,64");
        Mlp network = new(inputs, [.. widths.Select(width => width!.Value)], new Rng((ulong)seed));
        return new(network.Of(Node.Input("x", Shape.PerRow(inputs))), network.Parameters, true);
    }

    private static ValueNetwork Read(string file, int features, int actions, LayerBend bend)
    {
        TensorSet set = SafeTensors.Read(file);
        StoredTensor[] layers = [.. set.Tensors.Values.Where(tensor => tensor.Shape.Length == 2 && tensor.Name.EndsWith("weight", StringComparison.Ordinal)).OrderBy(tensor => Natural(tensor.Name), StringComparer.Ordinal)];
        DataException Wrong(string what) => new(file, null, null, what);
        if (layers.Length == 0)
        {
            throw Wrong("found no tensor *.weight of two dimensions, expected the layers of a network");
        }

        bool isTransposed = layers[0].Shape[1] != features && layers[0].Shape[1] != features + actions;
        List<Parameter> parameters = [];
        int width = isTransposed ? layers[0].Shape[0] : layers[0].Shape[1];
        bool takesAction = width == features + actions;
        _ = takesAction || width == features ? 0 : throw Wrong($"found {layers[0].Name} of shape [{string.Join(", ", layers[0].Shape)}], expected {features} inputs (the state) or {features + actions} (the state and the marks of {actions} actions)");
        Node hidden = Node.Input("x", Shape.PerRow(width));
        for (int k = 0; k < layers.Length; k++)
        {
            (int height, int next) = isTransposed ? (layers[k].Shape[0], layers[k].Shape[1]) : (layers[k].Shape[1], layers[k].Shape[0]);
            _ = height == width ? 0 : throw Wrong($"found {layers[k].Name} of shape [{string.Join(", ", layers[k].Shape)}] behind {width} numbers, expected as many inputs");
            double[] numbers = Numbers(layers[k], Wrong);
            Parameter weight = new($"weight{k}", height, next, isTransposed ? numbers : [.. Enumerable.Range(0, numbers.Length).Select(at => numbers[(at % next * height) + (at / next)])]);
            parameters.Add(weight);
            hidden = MatMul(hidden, weight.Node);
            if (set.Tensors.GetValueOrDefault(layers[k].Name[..^"weight".Length] + "bias") is { } bias)
            {
                double[] offsets = Numbers(bias, Wrong);
                _ = offsets.Length == next ? 0 : throw Wrong($"found {bias.Name} of {offsets.Length} numbers, expected {next}");
                parameters.Add(new($"bias{k}", 1, next, offsets));
                hidden += parameters[^1].Node;
            }

            (hidden, width) = (k + 1 < layers.Length ? Bent(hidden, bend) : hidden, next);
        }

        _ = width == (takesAction ? 1 : actions) ? 0 : throw Wrong($"found {width} outputs, expected {(takesAction ? "one, as the action is an input" : $"{actions}, one an action")}");
        return takesAction ? new(hidden, parameters, true) : new(Dot(hidden, Node.Input("a", Shape.PerRow(actions))), parameters, false);
    }

    private static Node Bent(Node x, LayerBend bend) => bend switch
    {
        LayerBend.Relu => 0.5 * (x + Abs(x)),
        LayerBend.Tanh => Tanh(x),
        LayerBend.Silu => SiLU(x),
        LayerBend.Sin => Sin(x),
    };

    private static double[] Numbers(StoredTensor tensor, Func<string, DataException> wrong) => tensor.Type switch
    {
        StoredType.F32 => [.. tensor.ToArray<float>().Select(value => (double)value)],
        StoredType.F64 => tensor.ToArray<double>(),
        StoredType.I64 => throw wrong($"found {tensor.Name} of whole numbers, expected F32 or F64"),
    };

    // net.10 behind net.9; what is named and not numbered, such as out, last.
    private static string Natural(string name) => Regex.Replace(name, "[0-9]+", number => number.Value.PadLeft(8, '0'), RegexOptions.None, TimeSpan.FromSeconds(1));
}
