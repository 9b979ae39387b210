using Downhill.Compute;

namespace Downhill.Objectives;

/// <summary>A law that can be drawn from and whose density is known: what samples are contrasted with.</summary>
public abstract record Noise
{
    /// <summary>Coordinates of a point.</summary>
    public abstract int Dimension { get; }

    /// <summary>ln p(x), a scalar for each point, normalised.</summary>
    public abstract Node LogDensity(Node x);

    /// <summary>Points of the law, shape [points, dimension].</summary>
    public abstract double[] Draw(int count, Rng rng);
}
