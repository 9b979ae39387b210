namespace Downhill.Bench;

/// <summary>A network and a number of rows.</summary>
internal sealed record Size(string Name, int Dimension, int Hidden, int Layers, int Batch)
{
    internal static readonly Size[] All =
    [
        new("cfg0", 2, 64, 2, 256),
        new("cfg1", 2, 128, 3, 1024),
        new("cfg2", 16, 256, 2, 1024),
        new("cfg3", 64, 512, 3, 4096),
    ];

    /// <summary>Multiplications of one forward pass of one row, without the last layer to a scalar.</summary>
    internal double Products => ((double)Dimension * Hidden) + ((Layers - 1.0) * Hidden * Hidden);

    /// <summary>The widths of all layers, the scalar energy included.</summary>
    internal int[] Widths => [Dimension, .. Enumerable.Repeat(Hidden, Layers), 1];
}
