using Downhill.Compute;

namespace Downhill.Experiments.Facts;

/// <summary>A stepper at work in a landscape that is given by its formula: where it goes, and how it bends space.</summary>
internal static class Walk
{
    /// <summary>x after some steps, shape [rows, d].</summary>
    internal static double[] End(Func<Node, Node> energy, int d, Stepper stepper, int steps, double[] x, int noise = 0) =>
        Ready(stepper, x, noise, Loop(energy, d, stepper, steps).Final[0]).Join();

    /// <summary>x after each step, shape [rows, steps, d].</summary>
    internal static double[] Path(Func<Node, Node> energy, int d, Stepper stepper, int steps, double[] x, int noise = 0) =>
        Ready(stepper, x, noise, Loop(energy, d, stepper, steps).After[0]).Join();

    /// <summary>∂x′/∂x of one step from rest, a matrix for each row.</summary>
    internal static double[][,] Jacobians(Func<Node, Node> energy, int d, Stepper stepper, double[] x)
    {
        Node point = Node.Point(d);

        // The point is asked for too: a quadratic's Jacobian does not need it, and would have no rows.
        double[] all = Ready(stepper, x, 0, Derivative.Jacobian(stepper.Step(energy, stepper.AtRest(point), 0)[0], point), point).Run()[0];
        return [.. all.Chunk(d * d).Select(values => Dense.Square(values, d))];
    }

    /// <summary>The largest factor by which a step spreads two neighbours apart, at each row.</summary>
    internal static double[] Moduli(Func<Node, Node> energy, int d, Stepper stepper, double[] x) => [.. Jacobians(energy, d, stepper, x).Select(Dense.SpectralNorm)];

    /// <summary>A calculation with the stepper's settings, the points and the noise set.</summary>
    internal static Calculation Ready(Stepper stepper, double[] x, int noise, params Node[] outputs)
    {
        Calculation calculation = new Calculation(outputs).With("x", x).With(new Rng((ulong)noise));
        return stepper.Settings.Aggregate(calculation, (set, setting) => set.With(setting.Name, setting.Value));
    }

    private static Scan Loop(Func<Node, Node> energy, int d, Stepper stepper, int steps) =>
        Scan.Over(steps, stepper.AtRest(Node.Point(d)), [], (state, _, time) => stepper.Step(energy, state, time), LoopStorage.States);
}
