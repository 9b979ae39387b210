namespace Downhill.Experiments.Benchmarks;

/// <summary>A network of layers of one width, and a number of rows.</summary>
/// <param name="Name">What it is called in tables and flags.</param>
/// <param name="Dimension">Coordinates of a point.</param>
/// <param name="Hidden">Units of a layer.</param>
/// <param name="Layers">Hidden layers.</param>
/// <param name="Batch">Rows.</param>
internal sealed record NetworkSize(string Name, int Dimension, int Hidden, int Layers, int Batch)
{
    internal static readonly NetworkSize[] Common =
    [
        new("cfg0", 2, 64, 2, 256),
        new("cfg1", 2, 128, 3, 1024),
        new("cfg2", 16, 256, 2, 1024),
        new("cfg3", 64, 512, 3, 4096),
    ];

    /// <summary>A network for Q-learning: states and actions of 8 numbers together, on 1,000 pairs.</summary>
    internal static readonly NetworkSize Pairs = new("q256", 8, 256, 3, 1000);

    /// <summary>A network in ten dimensions, and 256 chains.</summary>
    internal static readonly NetworkSize Mixture = new("mix10", 10, 64, 2, 256);

    internal static readonly NetworkSize[] All = [.. Common, Pairs, Mixture];

    /// <summary>Multiplications of one forward pass of one row, without the last layer to a scalar.</summary>
    internal double Products => ((double)Dimension * Hidden) + ((Layers - 1.0) * Hidden * Hidden);

    /// <summary>The widths of all layers, the scalar energy included.</summary>
    internal int[] Widths => [Dimension, .. Enumerable.Repeat(Hidden, Layers), 1];
}
