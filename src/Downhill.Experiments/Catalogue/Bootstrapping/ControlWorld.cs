using Downhill.Control;

namespace Downhill.Experiments.Bootstrapping;

/// <summary>A world that is learned in.</summary>
/// <param name="Id">Its name in claims.</param>
/// <param name="Words">Its name in pictures.</param>
/// <param name="Problem">The world, what is seen of it of the order of one.</param>
/// <param name="Largest">Rmax, the largest |r| of a step.</param>
internal sealed record ControlWorld(string Id, string Words, ControlProblem Problem, double Largest)
{
    internal static ControlWorld[] All { get; } =
    [
        new("cart-pole", "Cart-pole", new Rescaled(new CartPole(), 2.4, 2, 0.21, 2), 1),
        new("mountain-car", "Mountain car", new Rescaled(new MountainCar(), 0.6, 0.035), 1),
        new("acrobot", "Acrobot", new Rescaled(new Acrobot(), 1, 1, 1, 1, 4, 8), 1),

        // π² + 0.1 · 8² + 0.001 · 2².
        new("pendulum", "Pendulum, five torques", new Rescaled(new Discretised(new Pendulum(), 5), 1, 1, 8), 16.2736),
    ];

    /// <summary>Rmax / (1 − γ): what no true value is beyond.</summary>
    internal double Bound(double discount) => Largest / (1 - discount);
}
