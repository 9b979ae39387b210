namespace Downhill.Control;

/// <summary>A thin wall from left to right: points (x, Height) with From ≤ x ≤ To.</summary>
/// <param name="Height">Its y.</param>
/// <param name="From">Its left end.</param>
/// <param name="To">Its right end.</param>
public readonly record struct Wall(double Height, double From, double To);
