using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Tests.Objectives;

/// <summary>x − η M ∇E with the mask M: what does not move, and what gets no gradient.</summary>
public sealed class MaskTests
{
    private const double Eta = 0.1;

    // Columns x, y, z of which z and x move: E = ½ a x² + ½ b y² + ½ c z² + d (x + z) y.
    private static readonly double[] Matrix = [2, 0.5, 0, 0.5, 3, 0.5, 0, 0.5, 1];

    private static readonly double[] Start = [1, -2, 0.5];

    private static readonly double[] Targets = [0.9, -1, 0.6, 0.8, 7, 0.7];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Coordinates_that_do_not_move_stay_or_follow_what_was_observed(bool isDriven)
    {
        double[] found = Run(Objective(isDriven).RollOut(new Quadratic(Matrix)), isDriven);
        double x = Start[0], y = Start[1], z = Start[2];
        for (int step = 0; step < 2; step++)
        {
            (x, z) = (x - (Eta * ((2 * x) + (0.5 * y))), z - (Eta * ((0.5 * y) + z)));
            y = isDriven ? Targets[(3 * step) + 1] : y;
            Assert.Equal(x, found[3 * step], 1e-15);
            Assert.Equal(y, found[(3 * step) + 1]);
            Assert.Equal(z, found[(3 * step) + 2], 1e-15);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void They_are_not_matched_and_what_would_move_them_alone_gets_no_gradient(bool isDriven)
    {
        Quadratic energy = new(Matrix) { Learned = true };
        Node loss = Objective(isDriven).Loss(energy), targets = Node.Input("targets", Shape.PerRow(3) with { Steps = 2 });
        double[] gradient = Run(Derivative.Gradient(loss, energy.Parameters[0].Node), true, energy);
        Assert.Equal(0, gradient[4]);
        Assert.All(new[] { 0, 1, 8 }, i => Assert.NotEqual(0, gradient[i]));
        double[] pulls = Run(Derivative.Gradient(loss, targets), true, energy);
        Assert.Equal(isDriven, pulls[1] != 0);
        Assert.Equal(0, pulls[4]);
    }

    // The force of ½ k (x − y)² on x is k (x − y). Were y set to zero before the gradient is taken, it would be k x.
    [Fact]
    public void The_mask_is_taken_after_the_gradient()
    {
        Quadratic energy = new([2, -2, -2, 2]);
        TrajectoryMatching objective = new() { StepSize = Eta, Weights = [1, 1], Moving = [0] };
        Computation<double> step = Computation.Compile<double>(1, objective.RollOut(energy));
        step.Set("inner_step", Eta);
        step.Set("start", [1, 5]);
        step.Run();
        double after = 1 - (Eta * 2 * (1 - 5)), before = 1 - (Eta * energy.GradientAt(1, 0)[0]);
        Assert.Equal(after, step[0][0], 1e-15);
        Assert.Equal(0.8, before, 1e-15);
        Assert.NotEqual(before, step[0][0]);
    }

    [Fact]
    public void Inertial_motion_is_refused()
    {
        TrajectoryMatching objective = new() { Motion = Motion.Inertial, Weights = [1, 1, 1, 1], Moving = [0] };
        Assert.Contains("overdamped", Assert.Throws<InvalidOperationException>(() => objective.Loss(Quadratic.Isotropic(2))).Message, StringComparison.Ordinal);
    }

    private static TrajectoryMatching Objective(bool isDriven) => new() { StepSize = Eta, Matched = 2, Weights = [1, 1, 1], Moving = [2, 0], Driven = isDriven };

    private static double[] Run(Node output, bool hasTargets, Energy? energy = null)
    {
        Computation<double> computation = Computation.Compile<double>(1, [output, Node.Input("state_weights", Shape.Shared(1, 3)), .. energy?.Parameters.Select(p => p.Node) ?? []]);
        computation.Set("inner_step", Eta);
        computation.Set("start", Start);
        computation.Set("state_weights", [1, 1, 1]);
        foreach (Parameter parameter in energy?.Parameters ?? [])
        {
            computation.Set(parameter.Name, parameter.Values);
        }

        if (hasTargets)
        {
            computation.Set("targets", Targets);
        }

        computation.Run();
        return computation[0].ToArray();
    }
}
