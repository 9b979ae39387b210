using Downhill.Compute;
using Downhill.Dynamics;

namespace Downhill.Simulation;

/// <summary>
/// The drift, kick, drift of <see cref="Inertial"/> with heat: its kick is followed by v ← v + √(T (1 − e^(−2γh))) ξ, so that a free
/// particle's velocities settle at variance T exactly.
/// </summary>
/// <remarks>
/// Source: D. L. Ermak and H. Buckholz (1980), J. Comput. Phys. 35(2), 169–182. Differs from the source: the noise of the position comes
/// only through the velocity, half a step of drift after the kick, which is of order h².
/// </remarks>
internal sealed record Underdamped(double StepSize, double Friction, double Temperature) : Stepper
{
    private Setting H => new("step_size", StepSize);

    private Setting Gamma => new("friction", Friction);

    private Setting Noise => new("noise", Math.Sqrt(Temperature * -double.ExpM1(-2 * Friction * StepSize)));

    private bool Hot => Temperature > 0 && Friction > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings => Hot ? [H, Gamma, Noise] : [H, Gamma];

    /// <inheritdoc/>
    public override Node[] AtRest(Node x) => new Inertial().AtRest(x);

    /// <inheritdoc/>
    public override Node[] Step(Func<Node, Node> energy, Node[] state, Node time)
    {
        Node[] next = Inertial.Step(energy, state, H.Node, Gamma.Node);
        if (!Hot)
        {
            return next;
        }

        Node heat = Noise.Node * Maths.Normal(next[1].Shape, 0, time);
        return [next[0] + (0.5 * H.Node * heat), next[1] + heat];
    }
}
