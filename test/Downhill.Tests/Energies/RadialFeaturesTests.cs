using Downhill.Energies;

namespace Downhill.Tests.Energies;

public sealed class RadialFeaturesTests
{
    [Fact]
    public void A_new_bowl_is_round_and_half_the_squared_distance_in_radii()
    {
        RadialFeatures bowl = new(2) { Center = [1, -1], Radius = [2, 0.5], Scale = 3 };
        Assert.Equal(3 * 0.5 * ((0.5 * 0.5) + (4 * 4)), bowl.At(2, 1), 1e-12);
    }

    [Fact]
    public void A_bump_is_a_gaussian_of_its_height_at_its_place()
    {
        RadialFeatures bowl = new(2) { Center = [1, -1], Radius = [2, 0.5], Scale = 3 }, grown = bowl.Grown([2, 1], 4, 0.7);

        // At its place the full height; at a distance of one radius the height times e^(−4/2).
        Assert.Equal(bowl.At(2, 1) - (3 * 0.7), grown.At(2, 1), 1e-12);
        Assert.Equal(bowl.At(4, 1) - (3 * 0.7 * Math.Exp(-2)), grown.At(4, 1), 1e-12);
        Assert.Equal(1, grown.Bumps);
        Assert.Equal(grown.At(0.3, 0.4), grown.Grown([0, 0], 1, 0).At(0.3, 0.4), 1e-12);
    }

    [Fact]
    public void A_bowl_of_degree_four_holds_every_quartic_of_three_coordinates()
    {
        // Monomials of degree 1 to 4 in 3 coordinates: C(7, 4) − 1 = 34, and |u|⁴.
        RadialFeatures bowl = new(3, 4);
        Parameter terms = bowl.Parameters[1];
        Assert.Equal(35, terms.Values.Length);

        // Each coefficient alone: all of them differ, so no monomial is there twice; their values are products of powers of 2, 3 and 5.
        double[] values = [.. Enumerable.Range(0, 34).Select(i => bowl.With([bowl.Parameters[0], terms with { Values = [.. Enumerable.Range(0, 35).Select(j => i == j ? 1.0 : 0)] }]).At(2, 3, 5))];
        double[] expected = [.. from a in Enumerable.Range(0, 5) from b in Enumerable.Range(0, 5 - a) from c in Enumerable.Range(0, 5 - a - b) where a + b + c > 0 select Math.Pow(2, a) * Math.Pow(3, b) * Math.Pow(5, c)];
        Assert.Equal(expected.Order(), values.Order());
    }
}
