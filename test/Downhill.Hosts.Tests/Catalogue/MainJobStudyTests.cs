using Downhill.Compute;
using Downhill.Experiments;
using Downhill.Experiments.Studies;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>What the other experiments on the main job measure by.</summary>
public sealed class MainJobStudyTests
{
    [Fact]
    public void The_best_symmetric_matrix_solves_its_equation()
    {
        Matrix<double> a = Matrix<double>.Build.DenseOfArray(new[,] { { -0.5, 2 }, { -1.5, -0.3 } }), c = Matrix<double>.Build.DenseOfArray(new[,] { { 2, 0.7 }, { 0.7, 0.5 } });
        Matrix<double> s = SharedMotion.BestSymmetric(a, c);
        Assert.Equal(0, ((s * c) + (c * s) - (a * c) - (c * a.Transpose())).L2Norm(), 1e-14);
        Assert.Equal(0, (s - s.Transpose()).L2Norm(), 1e-14);

        // Where points are spread evenly it is the symmetric part.
        Assert.Equal(0, (SharedMotion.BestSymmetric(a, Matrix<double>.Build.DenseIdentity(2)) - (0.5 * (a + a.Transpose()))).L2Norm(), 1e-14);
    }

    [Theory]
    [InlineData("double-well", 0.25, 0)]
    [InlineData("mueller-brown", 5.3017, -7.33498)]
    [InlineData("softplus-net", double.NaN, double.NaN)]
    public void Starts_are_below_one_and_a_half_of_the_highest_listed_barrier(string name, double barrier, double lowest)
    {
        NoiseFree potential = NoiseFree.Named(name);
        Assert.Equal(1.5 * potential.Barrier!.Value, potential.Limit, 1e-12);
        if (!double.IsNaN(barrier))
        {
            Assert.Equal(barrier, potential.Barrier.Value, 1e-3);
            double[] starts = [.. potential.Tracks(100, new Rng(9)).SelectMany(track => track.State(0).ToArray())];
            double[] heights = [.. Landscape.Of(potential.System.Energy!).Evaluate(starts).Energies.Select(e => e - lowest)];

            // Of a hundred starts some come near the limit.
            Assert.InRange(heights.Max(), 0.8 * potential.Limit, potential.Limit);
        }
    }

    [Fact]
    public void An_unknown_potential_is_refused() => Assert.Throws<SettingException>(() => NoiseFree.Named("saddle"));
}
