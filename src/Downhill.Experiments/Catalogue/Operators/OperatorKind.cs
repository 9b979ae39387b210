using Downhill.Dynamics;

namespace Downhill.Experiments.Operators;

/// <summary>An operator as an explanation: a stepper, and which of its settings are not known.</summary>
/// <param name="Id">Lower case, with hyphens.</param>
/// <param name="Name">In tables and pictures.</param>
/// <param name="Stepper">The rule, with the settings that data are made with.</param>
/// <param name="Unknown">The settings that are learned; η is not among them where it only scales the energy.</param>
internal sealed record OperatorKind(string Id, string Name, Stepper Stepper, params string[] Unknown)
{
    internal static OperatorKind Descent { get; } = new("descent", "descent", new GradientDescent { StepSize = 0.1 });

    internal static OperatorKind Momentum { get; } = new("momentum", "momentum", new HeavyBall { StepSize = 0.05, Momentum = 0.7 }, "momentum");

    internal static OperatorKind SaddleFree { get; } = new("newton", "Newton", new Newton { StepSize = 0.25, Damping = 0.3, IsSaddleFree = true }, "step_size");

    internal static OperatorKind Multiplicative { get; } = new("multiplicative", "multiplicative", new ExponentiatedGradient { StepSize = 0.05, IsNormalised = false });

    internal static OperatorKind Turned { get; } = new("turning", "turning", new Turning(), "turn");

    internal static OperatorKind Proximal { get; } = new("proximal", "proximal", new ProximalPoint { StepSize = 0.2 });

    internal static OperatorKind Barrier { get; } = new("log-barrier", "log barrier", new MirrorDescent { StepSize = 0.012, Map = MirrorMap.LogBarrier });

    /// <summary>The settings that are learned, as they are.</summary>
    internal Parameter[] Own => [.. Unknown.Select(name => new Parameter(name, 1, 1, [Stepper.Settings.Single(setting => setting.Name == name).Value]))];

    /// <summary>A coefficient vector with the operator's own settings behind it.</summary>
    internal double[] Theta(Quartic energy) => [.. energy.Theta.Values, .. Own.Select(parameter => parameter.Values[0])];
}
