using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Densities;

/// <summary>Five arms: u normal about (cos 2πk/5, −sin 2πk/5) with deviation 0.3 along that direction and 0.1 across it, turned by −exp(|u|) / 4 and doubled.</summary>
/// <remarks>
/// <para>A turn by an angle that depends on the distance alone keeps areas and has an explicit inverse, so p(x) is the mixture's density at the u of x, over 4.</para>
/// <para>Source: M. J. Johnson et al. (2016), Composing graphical models with neural networks, NeurIPS; W. Grathwohl et al. (2019), FFJORD, ICLR, for these numbers.</para>
/// <para>
/// Differs from the source: the angle grows with |u|, not with the part of u along the arm, which is smaller by some 0.005. That map folds
/// over itself in its tails, where its density would have no closed form.
/// </para>
/// </remarks>
public sealed record Pinwheel : Density
{
    private const int Arms = 5;
    private const double Rate = 0.25, Scale = 2;

    // Of |u|², so that |u| has a slope at the origin.
    private const double Least = 1e-30;

    /// <inheritdoc/>
    public override int Dimension => 2;

    /// <summary>The deviation along an arm. Default 0.3, in units of half of x.</summary>
    public double Along { get; init => field = Require.Positive(value); } = 0.3;

    /// <summary>The deviation across an arm. Default 0.1, in units of half of x.</summary>
    public double Across { get; init => field = Require.Positive(value); } = 0.1;

    /// <inheritdoc/>
    public override Box Box => Box.Square(Scale * (1 + (6.2 * Math.Max(Along, Across))));

    /// <inheritdoc/>
    public override IReadOnlyList<Box> Pieces => [Box];

    /// <inheritdoc/>
    public override Node Of(Node x)
    {
        Node y = x / Scale, angle = Rate * Exp(Sqrt(Maximum(SquaredNorm(y), Least)));
        Node a = Slice(y, 0, 1), b = Slice(y, 1, 1), cosine = Cos(angle), sine = Sin(angle);
        Node u = Join((cosine * a) - (sine * b), (sine * a) + (cosine * b));
        return Straight().Of(u) + Math.Log(Scale * Scale);
    }

    /// <inheritdoc/>
    protected override void Draw(Rng rng, int index, Span<double> point)
    {
        double along = 1 + (Along * rng.Normal(2L * index)), across = Across * rng.Normal((2L * index) + 1);
        double angle = Angle(rng.Below(index, Arms)) - (Rate * Math.Exp(Math.Sqrt((along * along) + (across * across))));
        point[0] = Scale * ((along * Math.Cos(angle)) - (across * Math.Sin(angle)));
        point[1] = Scale * ((along * Math.Sin(angle)) + (across * Math.Cos(angle)));
    }

    private static double Angle(int arm) => -2 * Math.PI * arm / Arms;

    // The arms before they are turned.
    private GaussianMixture Straight() => new([.. Enumerable.Range(0, Arms).Select(Arm)]);

    private Gaussian Arm(int arm)
    {
        (double s, double c) = Math.SinCos(Angle(arm));
        double long2 = Along * Along, short2 = Across * Across, mixed = (long2 - short2) * s * c;
        return new(1, [c, s], [(long2 * c * c) + (short2 * s * s), mixed, mixed, (long2 * s * s) + (short2 * c * c)]);
    }
}
