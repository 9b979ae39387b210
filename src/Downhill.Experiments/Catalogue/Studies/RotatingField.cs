using Downhill.Experiments.Facts;

namespace Downhill.Experiments.Studies;

/// <summary>v(x) = −∇U(x) + ω (−x₂, x₁) with the double well U = (x₁² − 1)² / 4 + x₂² / 2, on the disc of radius 2: part downhill, part rotation.</summary>
/// <remarks>
/// Over whole circles ∮ ∇E · dx = 0 for every E, so the rotation is orthogonal to every gradient field. On rings of equally spaced points
/// the sums are those integrals with an error that falls geometrically with the number of points, and so they are on the disc.
/// </remarks>
internal static class RotatingField
{
    internal const double Radius = 2, Turning = 1;

    /// <summary>Rings of equally spaced points, at radii that share the disc's area equally.</summary>
    internal static double[] Rings(int rings, int points) =>
        [.. from ring in Enumerable.Range(0, rings)
            let r = Radius * Math.Sqrt((ring + 0.5) / rings)
            from i in Enumerable.Range(0, points)
            let angle = 2 * Math.PI * (i + (0.5 * (ring % 2))) / points
            from x in new[] { r * Math.Cos(angle), r * Math.Sin(angle) }
            select x];

    /// <summary>Points at random on the disc.</summary>
    internal static double[] Sample(int points, Compute.Rng rng) =>
        [.. from i in Enumerable.Range(0, points)
            let r = Radius * Math.Sqrt(rng.Uniform(2 * i))
            let angle = 2 * Math.PI * rng.Uniform((2 * i) + 1)
            from x in new[] { r * Math.Cos(angle), r * Math.Sin(angle) }
            select x];

    /// <summary>−∇U.</summary>
    internal static double[] Downhill(double[] points) => [.. points.Chunk(2).SelectMany(x => new[] { -x[0] * ((x[0] * x[0]) - 1), -x[1] })];

    /// <summary>ω (−x₂, x₁).</summary>
    internal static double[] Rotation(double[] points) => [.. points.Chunk(2).SelectMany(x => new[] { -Turning * x[1], Turning * x[0] })];

    /// <summary>v.</summary>
    internal static double[] Whole(double[] points) => Sum(Downhill(points), Rotation(points));

    /// <summary>⟨field, part⟩ / ⟨part, part⟩.</summary>
    internal static double Share(double[] field, double[] part) => Compare.Dot(field, part) / Compare.Dot(part, part);

    internal static double[] Sum(double[] a, double[] b, double factor = 1) => [.. a.Zip(b, (x, y) => x + (factor * y))];
}
