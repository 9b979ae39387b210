using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Energies;

/// <summary>E(x) = s (φ(z)·v + q |u|⁴ − Σₖ aₖ exp(−½ pₖ |u − mₖ|²)), z = (x − c) / r, u = z W, φ all monomials up to a degree: wells and hills in a bowl.</summary>
/// <remarks>
/// All bumps share one shape W, so units and correlations of the coordinates do not matter, and each has a place mₖ, a sharpness pₖ and a
/// height aₖ, so K bumps have K (d + 2) parameters: few enough for noisy tracks. With K = 0 it is the bowl alone, with degree 4 any quartic.
/// Source: D. S. Broomhead and D. Lowe (1988), Complex Systems 2, 321–355, radial basis functions.
/// Differs from the source: places and widths are learned too, and a bowl holds what moves far out.
/// </remarks>
public sealed record RadialFeatures : Energy
{
    private readonly IReadOnlyList<Parameter> _parameters;

    /// <summary>A round bowl without bumps, ½ |z|².</summary>
    /// <param name="dimension">d, coordinates of a point.</param>
    /// <param name="degree">The degree of the bowl's monomials, at least 2; default 2.</param>
    /// <param name="name">What the parameters' names begin with; default "radial".</param>
    public RadialFeatures(int dimension, int degree = 2, string name = "radial")
    {
        (Name, Dimension, Degree) = (name, Require.AtLeast(dimension, 1, nameof(dimension)), Require.AtLeast(degree, 2, nameof(degree)));
        _parameters = [new Parameter($"{name}.shape", dimension, dimension, IdentityOf(dimension)), Bowl()];
        Center = new double[dimension];
        Radius = [.. Enumerable.Repeat(1.0, dimension)];
    }

    private RadialFeatures(RadialFeatures source, IReadOnlyList<Parameter> parameters)
        : base(source)
    {
        (Name, Dimension, Degree, Center, Radius, Scale) = (source.Name, source.Dimension, source.Degree, source.Center, source.Radius, source.Scale);
        _parameters = parameters;
    }

    /// <summary>What the parameters' names begin with.</summary>
    public string Name { get; }

    /// <summary>The degree of the bowl's monomials.</summary>
    public int Degree { get; }

    /// <summary>K, the number of bumps.</summary>
    public int Bumps => _parameters.Count > 2 ? _parameters[2].Width : 0;

    /// <summary>c, the middle of the points that are expected, shape [dimension]. Default 0.</summary>
    public IReadOnlyList<double> Center { get; init; }

    /// <summary>r, how far they spread, shape [dimension], positive. Default 1.</summary>
    public IReadOnlyList<double> Radius { get; init; }

    /// <summary>s, the scale of the energy. Default 1.</summary>
    public double Scale { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override int Dimension { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>The same landscape with one bump more.</summary>
    /// <param name="place">Its place as a point x, shape [dimension].</param>
    /// <param name="sharpness">p, one over its width squared, in radii. Positive.</param>
    /// <param name="height">a, in units of the scale: a well where positive, a hill where negative.</param>
    public RadialFeatures Grown(ReadOnlySpan<double> place, double sharpness, double height)
    {
        int d = Dimension, bumps = Bumps + 1;
        double[] shape = _parameters[0].Values, centers = new double[d * bumps];
        for (int i = 0; i < d; i++)
        {
            for (int k = 0; k < bumps - 1; k++)
            {
                centers[(i * bumps) + k] = _parameters[2].Values[(i * (bumps - 1)) + k];
            }

            for (int j = 0; j < d; j++)
            {
                centers[(i * bumps) + bumps - 1] += (place[j] - Center[j]) / Radius[j] * shape[(j * d) + i];
            }
        }

        double[] precisions = [.. Bumps > 0 ? _parameters[3].Values : [], Math.Log(Require.Positive(sharpness))], heights = [.. Bumps > 0 ? _parameters[4].Values : [], height];
        return new RadialFeatures(this,
        [
            _parameters[0],
            _parameters[1],
            new Parameter($"{Name}.center", d, bumps, centers),
            new Parameter($"{Name}.log_precision", 1, bumps, precisions),
            new Parameter($"{Name}.height", bumps, 1, heights),
        ]);
    }

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        double[] inverse = [.. Radius.Select(r => 1 / r)];
        Node z = (x - Node.Constant([.. Center], 1, Dimension)) * Node.Constant(inverse, 1, Dimension), u = MatMul(z, _parameters[0].Node);
        Node bowl = MatMul(Join([.. Monomials(z), Square(SquaredNorm(u))]), _parameters[1].Node);
        return Scale * (Bumps == 0 ? bowl : bowl - MatMul(Each(u), _parameters[2 + 2].Node));
    }

    /// <inheritdoc/>
    public override Energy With(IReadOnlyList<Parameter> parameters) => new RadialFeatures(this, parameters);

    // |u − m|² = |u|² − 2 u·m + |m|², for all bumps at once.
    private Node Each(Node u)
    {
        Node centers = _parameters[2].Node, ones = Node.Constant([.. Enumerable.Repeat(1.0, Dimension)], 1, Dimension);
        Node squares = SquaredNorm(u) - (2 * MatMul(u, centers)) + MatMul(ones, Square(centers));
        return Exp(-0.5 * Exp(_parameters[3].Node) * squares);
    }

    // Each group holds the monomials of one degree whose first factor is at least z_i: z_i times those of a degree less that begin there.
    private IEnumerable<Node> Monomials(Node z)
    {
        Node[] groups = [.. Enumerable.Range(0, Dimension).Select(i => Slice(z, i, 1))];
        for (int degree = 1; degree <= Degree; degree++)
        {
            foreach (Node group in groups)
            {
                yield return group;
            }

            groups = [.. Enumerable.Range(0, Dimension).Select(i => Join([.. groups.Skip(i)]) * Slice(z, i, 1))];
        }
    }

    private static double[] IdentityOf(int d) => [.. Enumerable.Range(0, d * d).Select(at => at % (d + 1) == 0 ? 1.0 : 0)];

    private Parameter Bowl()
    {
        int d = Dimension, count = 1, each = d;
        for (int degree = 1; degree <= Degree; degree++, each = each * (d + degree - 1) / degree)
        {
            count += each;
        }

        double[] bowl = new double[count];
        for (int i = 0, at = d; i < d; at += d - i, i++)
        {
            bowl[at] = 0.5;
        }

        return new Parameter($"{Name}.bowl", bowl.Length, 1, bowl);
    }
}
