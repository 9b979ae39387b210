using System.Numerics;

namespace Downhill.Compute.Tests.Execution;

/// <summary>Gradients through ten steps of descent, of sliced score matching, and of the energy itself are PyTorch's.</summary>
/// <remarks>
/// The bounds are the issue's, 1e-5 in float and a hundred thousand times less in double, of the norm of each gradient. Two orders of
/// summation of the 128 terms of a product differ by some √128 · 6e-8, and ten steps add up to more.
/// </remarks>
public sealed class PyTorchTests(PyTorch peer) : IClassFixture<PyTorch>
{
    public static TheoryData<int, string, bool, int> Cases
    {
        get
        {
            TheoryData<int, string, bool, int> data = [];
            foreach ((int number, GradientCase c) in GradientCase.All.Index())
            {
                data.Add(number, c.Activation, c.IsDouble, c.Hidden);
            }

            return data;
        }
    }

    [PyTorchTheory, MemberData(nameof(Cases))]
    public void Gradients_are_those_of_pytorch(int number, string activation, bool isDouble, int hidden)
    {
        double worst = isDouble ? Worst<double>(number) : Worst<float>(number);
        Assert.True(worst <= (isDouble ? 1e-10 : 1e-5), $"{activation}, {hidden} units: a gradient differs by {worst} of its norm");
    }

    private double Worst<T>(int number)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GradientCase c = GradientCase.All[number];
        Computation<T> program = Computation.Compile<T>(2, c.Outputs());
        foreach ((string name, _, double[] values) in c.Numbers())
        {
            program.Set(name, Array.ConvertAll(values, T.CreateChecked));
        }

        program.Run();
        double[] theirs = peer.Gradients(number);
        int at = 0;
        double worst = 0;
        foreach (double[] ours in Given.Read(program, c.Outputs().Length))
        {
            double[] expected = theirs[at..(at += ours.Length)];
            double norm = Math.Sqrt(expected.Sum(g => g * g)), difference = Math.Sqrt(expected.Zip(ours, (a, b) => (a - b) * (a - b)).Sum());
            worst = Math.Max(worst, norm == 0 ? difference : difference / norm);
        }

        Assert.Equal(theirs.Length, at);
        return worst;
    }
}
