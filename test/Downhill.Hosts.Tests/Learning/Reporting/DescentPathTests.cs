using Downhill.Energies;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;

namespace Downhill.Hosts.Tests.Learning.Reporting;

/// <summary>The way of steepest descent, on the surface of Müller and Brown, whose minima and saddles are known.</summary>
public sealed class DescentPathTests
{
    private static readonly Energy Surface = 0.05 * new MuellerBrown();
    private static readonly double[] Radius = [0.6, 0.6];

    // K. Müller and L. D. Brown (1979), Theor. Chim. Acta 53, 75–93.
    private static readonly double[] A = [-0.558224, 1.441726], C = [-0.050011, 0.466694], Top = [-0.822002, 0.624313];

    [Fact]
    public void The_path_goes_from_minimum_over_the_saddle_to_minimum_and_falls_to_both_sides()
    {
        DescentPath path = Path();
        Assert.Equal(A, path.Points[0], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(C, path.Points[^1], (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(Top, path.Points[path.Top]);
        double[] energies = [.. path.Points.Select(point => Surface.At(point))];
        for (int i = 1; i < energies.Length; i++)
        {
            // At a minimum itself differences are rounding.
            Assert.True(i <= path.Top ? energies[i] >= energies[i - 1] - 1e-9 : energies[i] <= energies[i - 1] + 1e-9, $"at point {i} of {energies.Length}");
        }

        Assert.True(path.Lengths.Zip(path.Lengths.Skip(1)).All(pair => pair.Second >= pair.First));
    }

    [Fact]
    public void The_path_follows_the_gradient()
    {
        DescentPath path = Path();
        double along = 0, whole = 0;
        for (int i = 1; i < path.Points.Length; i++)
        {
            double[] step = [.. path.Points[i].Zip(path.Points[i - 1], (a, b) => a - b)], middle = [.. path.Points[i].Zip(path.Points[i - 1], (a, b) => (a + b) / 2)];
            double[] gradient = Landscape.Of(Surface).Evaluate(middle).Gradients;
            double length = Norm(step);
            along += Math.Abs(gradient.Zip(step, (g, s) => g * s).Sum()) / Norm(gradient);
            whole += length;
        }

        // The mean cosine of the angle between path and gradient; a straight line from minimum to saddle to minimum has 0.87.
        Assert.InRange(along / whole, 0.9995, 1 + 1e-12);
    }

    [Fact]
    public void Plain_descent_in_tiny_steps_takes_the_same_way()
    {
        double[][] path = Path().Points;
        double[] point = [Top[0] + 0.002, Top[1] - 0.001];
        double farthest = 0;
        for (int step = 0; step < 40_000; step++)
        {
            double[] gradient = Landscape.Of(Surface).Evaluate(point).Gradients;
            point = [.. point.Zip(gradient, (x, g) => x - (2e-5 * g))];
            farthest = step % 50 == 0 ? Math.Max(farthest, path.Min(other => Norm([.. other.Zip(point, (a, b) => a - b)]))) : farthest;
        }

        // Half a step of the path, which is 0.006 long, and a little for the bends.
        Assert.InRange(farthest, 0, 0.0035);
    }

    private static DescentPath Path() => DescentPath.Over(Surface, Radius, new Saddle(Top, Surface.At(Top), 0, 1), new Minima([(A, Surface.At(A)), (C, Surface.At(C))]))!;

    private static double Norm(double[] vector) => Math.Sqrt(vector.Sum(x => x * x));
}
