using Downhill.Compute.Numerics;

namespace Downhill.Compute.Tests.Numerics;

public sealed class SingularValuesTests
{
    [Theory]
    [InlineData(7, 4, 4)]
    [InlineData(4, 7, 3)]
    [InlineData(30, 20, 11)]
    [InlineData(6, 6, 6)]
    [InlineData(3, 1, 1)]
    public void A_product_of_thin_matrices_has_their_rank_and_falls_into_its_parts(int rows, int columns, int rank)
    {
        Rng rng = new(61);
        double[,] a = new double[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                a[i, j] = Enumerable.Range(0, rank).Sum(k => rng.Fork(1).Fork(i).Normal(k) * rng.Fork(2).Fork(k).Normal(j));
            }
        }

        SingularValues values = SingularValues.Of(a);
        Assert.Equal(rank, values.Rank());
        Assert.Equal(columns - rank, values.NullSpace().Length);
        Assert.All(values.NullSpace(), x => Assert.All(Enumerable.Range(0, rows), i => Assert.Equal(0, Enumerable.Range(0, columns).Sum(j => a[i, j] * x[j]), 11)));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                Assert.Equal(a[i, j], Enumerable.Range(0, columns).Sum(k => values.Values[k] * values.Left[k][i] * values.Right[k][j]), 11);
            }
        }

        for (int pair = 0; pair < columns * columns; pair++)
        {
            (int k, int l) = (pair / columns, pair % columns);
            Assert.Equal(k == l ? 1 : 0, values.Right[k].Zip(values.Right[l], (x, y) => x * y).Sum(), 12);
        }
    }

    // σ² are the eigenvalues of AᵀA: for [[3, 0], [4, 5]] they are 45 and 5.
    [Fact]
    public void Closed_form() => Assert.Equal([Math.Sqrt(45), Math.Sqrt(5)], SingularValues.Of(new double[,] { { 3, 0 }, { 4, 5 } }).Values.Select(value => Math.Round(value, 14)), (x, y) => Math.Abs(x - y) < 1e-13);

    // Their squares would be 0 and infinite.
    [Theory]
    [InlineData(1e-170)]
    [InlineData(1e200)]
    [InlineData(5e-324)]
    public void The_scale_of_a_matrix_is_no_matter(double scale)
    {
        SingularValues values = SingularValues.Of(new double[,] { { scale, 0 }, { 0, scale } });
        Assert.Equal([scale, scale], values.Values);
        Assert.Equal(2, values.Rank());
        Assert.Equal(0, SingularValues.Of(new double[2, 2]).Rank());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_matrix_that_is_not_finite_is_refused(double number) =>
        Assert.Throws<ArgumentException>(() => SingularValues.Of(new double[,] { { 1, number } }));

    // The shortest solution of x + y = 2, x + y = 4 in the least squares' sense is (1.5, 1.5).
    [Fact]
    public void Least_squares_take_the_shortest()
    {
        double[] x = SingularValues.Of(new double[,] { { 1, 1 }, { 1, 1 } }).Solve([2, 4]);
        Assert.Equal(1.5, x[0], 14);
        Assert.Equal(1.5, x[1], 14);
    }
}
