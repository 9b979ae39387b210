using Downhill.Compute;
using Downhill.Data;
using Downhill.Experiments.Learning;
using Downhill.Simulation;
using Downhill.Training;
using MathNet.Numerics.LinearAlgebra;

namespace Downhill.Hosts.Tests.Learning;

/// <summary>On linear motion x′ = A x with covariance C of the data the best symmetric S solves S C + C S = A C + C Aᵀ: the exact share.</summary>
public sealed class DownhillShareTests
{
    [Fact]
    public void The_share_of_a_rotation_is_the_one_of_linear_algebra()
    {
        SimulatedSystem system = KnownSystems.Named("rotation")!;
        LearnResult result = Learn("rotation", ModelClass.Radial);
        Windows windows = new(result.Split.HeldOut, 1, 1);
        (double[] starts, double[] _, int _) = windows.Collect();
        Matrix<double> x = Matrix<double>.Build.DenseOfRowMajor(windows.Count, 2, starts), c = x.TransposeThisAndMultiply(x) / windows.Count;
        Matrix<double> a = Matrix<double>.Build.DenseOfRowMajor(2, 2, [.. system.Drift!]), s = BestSymmetric(a, c);
        double exact = 1 - (((a - s) * c * (a - s).Transpose()).Trace() / (a * c * a.Transpose()).Trace());

        // The step function predicts nearly everything; the network's energy is not exactly quadratic where it was learned.
        Assert.Equal(exact, result.Share.Value, 0.02);
        Assert.True(result.Share.FreeSkill > 0.999);
        Assert.True(result.Share.Interval.High < 0.2, "the verdict must be that an energy is the wrong explanation");
    }

    [Fact]
    public void What_descends_is_all_downhill()
    {
        DownhillShare share = Learn("softplus-net", ModelClass.Network).Share;
        Assert.Equal(1, share.Value, 0.01);
    }

    private static LearnResult Learn(string name, ModelClass model)
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "tracks.csv");
        TableWriter.Write(file, Simulator.Run(KnownSystems.Named(name)!, new Rng(3)));
        return LearnTracks.Run(LearnTracks.Prepare(new LearnSettings { Tracks = file, Model = model, Resamples = 0 }), Journal.InMemory, _ => { }, CancellationToken.None);
    }

    // S C + C S = A C + C Aᵀ for symmetric 2 × 2 matrices: three unknowns (p, q, r) of S = [[p, q], [q, r]].
    private static Matrix<double> BestSymmetric(Matrix<double> a, Matrix<double> c)
    {
        Matrix<double> right = (a * c) + (c * a.Transpose());
        Matrix<double> left = Matrix<double>.Build.DenseOfArray(new[,]
        {
            { 2 * c[0, 0], 2 * c[0, 1], 0 },
            { c[0, 1], c[0, 0] + c[1, 1], c[0, 1] },
            { 0, 2 * c[0, 1], 2 * c[1, 1] },
        });
        Vector<double> s = left.Solve(Vector<double>.Build.Dense([right[0, 0], right[0, 1], right[1, 1]]));
        return Matrix<double>.Build.DenseOfArray(new[,] { { s[0], s[1] }, { s[1], s[2] } });
    }
}
