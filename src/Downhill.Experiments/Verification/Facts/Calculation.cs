using Downhill.Compute;

namespace Downhill.Experiments.Facts;

/// <summary>A graph at work on one thread in double, with its inputs set in a line.</summary>
internal sealed class Calculation(params Node[] outputs)
{
    private readonly Computation<double> _computation = Computation.Compile<double>(1, outputs);

    /// <summary>The same calculation, with an input set.</summary>
    public Calculation With(string name, params ReadOnlySpan<double> values)
    {
        _computation.Set(name, values);
        return this;
    }

    /// <summary>The same calculation, with the parameters set to θ, one behind the other.</summary>
    public Calculation With(IReadOnlyList<Parameter> parameters, ReadOnlySpan<double> theta)
    {
        _ = _computation.Set(parameters, theta);
        return this;
    }

    /// <summary>The same calculation, with the energy's own parameters.</summary>
    public Calculation With(Energy energy) => With(energy.Parameters, Theta(energy));

    /// <summary>The same calculation, with the stream of its noise.</summary>
    public Calculation With(Rng noise)
    {
        _computation.Seed(noise);
        return this;
    }

    /// <summary>Every output.</summary>
    public double[][] Run()
    {
        _computation.Run();
        return [.. Enumerable.Range(0, outputs.Length).Select(output => _computation[output].ToArray())];
    }

    /// <summary>Outputs <paramref name="first"/> and on, one behind the other: the gradient for all parameters.</summary>
    public double[] Join(int first = 0) => [.. Run().Skip(first).SelectMany(output => output)];

    /// <summary>All parameters of the energy, one behind the other.</summary>
    public static double[] Theta(Energy energy) => [.. energy.Parameters.SelectMany(parameter => parameter.Values)];

    /// <summary>The nodes of an energy's parameters.</summary>
    public static Node[] Nodes(Energy energy) => [.. energy.Parameters.Select(parameter => parameter.Node)];

    /// <summary><paramref name="count"/> numbers from N(0, deviation²).</summary>
    public static double[] Normal(int seed, int count, double deviation = 1)
    {
        double[] numbers = new double[count];
        new Rng((ulong)seed).Normal(numbers);
        return [.. numbers.Select(number => deviation * number)];
    }
}
