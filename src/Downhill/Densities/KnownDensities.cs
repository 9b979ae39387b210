namespace Downhill.Densities;

/// <summary>The eight laws in the plane that generative models are usually shown on.</summary>
public static class KnownDensities
{
    /// <summary>All of them by name, in the usual order.</summary>
    public static IReadOnlyList<(string Name, Density Density)> All { get; } =
    [
        ("swiss-roll", new SwissRoll()),
        ("circles", new Circles()),
        ("rings", new Rings()),
        ("moons", new Moons()),
        ("eight-gaussians", new EightGaussians()),
        ("pinwheel", new Pinwheel()),
        ("two-spirals", new TwoSpirals()),
        ("checkerboard", new Checkerboard()),
    ];

    /// <summary>The one of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Density Named(string name) => All.FirstOrDefault(known => known.Name == name).Density
        ?? throw new ArgumentException($"There is no density {name}; there are: {string.Join(", ", All.Select(known => known.Name))}.", nameof(name));
}
