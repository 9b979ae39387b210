using Downhill.Compute;

namespace Downhill;

/// <summary>A named array that an energy is learned by: a shared input of its graph, and the values it has now.</summary>
public sealed record Parameter
{
    /// <summary>A matrix [height, width] of <paramref name="values"/>, row-major.</summary>
    /// <param name="name">The name in graphs and in model files; unique within an energy.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="values">height · width numbers; taken as they are, not copied.</param>
    /// <exception cref="ArgumentException">The numbers do not fill the matrix.</exception>
    public Parameter(string name, int height, int width, double[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        (Name, Height, Width) = (name, height, width);
        Values = values.Length == height * width ? values
            : throw new ArgumentException($"{name} [{height}, {width}] needs {height * width} numbers, not {values.Length}.", nameof(values));
    }

    /// <summary>The name in graphs and in model files.</summary>
    public string Name { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The numbers, row-major, shape [Height, Width].</summary>
    public double[] Values { get; init; }

    /// <summary>The parameter in a graph.</summary>
    public Node Node => Node.Input(Name, Shape.Shared(Height, Width));
}
