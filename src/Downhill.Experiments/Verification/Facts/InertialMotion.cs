using Downhill.Compute;
using Downhill.Dynamics;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Motion with mass: the leapfrog's exact frequency, its order, its invariant, its reversibility and how friction shrinks volumes.</summary>
/// <remarks>
/// On E = ω² x²/2 a step of drift, kick, drift turns by φ with cos φ = 1 − ω²h²/2, that is φ = 2 arcsin(ωh/2), and keeps
/// ω² x² + (1 − ω²h²/4) v² exactly. A pendulum let go at θ₀ swings with the period 2π / AGM(1, cos θ₀/2).
/// </remarks>
public sealed record InertialMotion : Verification
{
    private const double Omega = 1.3;

    /// <inheritdoc/>
    public override string Name => "inertial-motion";

    /// <inheritdoc/>
    public override string Topic => Topics.Operators;

    /// <inheritdoc/>
    public override string Summary => "The leapfrog turns at (2/h) arcsin(ωh/2), is of second order with friction and without, keeps its invariant, runs backwards, and shrinks volumes by e^(−γh).";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("the frequency of the flow", "frequency"),
        new("the frequency of the flow", "phase"),
        new("the velocity half a step late", "pendulum-order"),
        new("the energy of the flow", "invariant"),
        new("a little friction", "reversible"),
        new("friction to first order", "volume"),
        new("the velocity half a step late", "friction-order"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run() => Harmonic().Concat(Pendulum()).Concat(Friction());

    private IEnumerable<Claim> Harmonic()
    {
        const double H = 0.4;
        const int Steps = 100_000;
        Scan swing = Motion(Oscillator, Steps);
        double[][] track = new Calculation(swing.After[0], swing.After[1]).With("x", 1).With("v", 0).With("step_size", H).With("friction", 0).Run();
        double[] x = [1, .. track[0]], v = [0, .. track[1]];
        double exact = Makes("the frequency of the flow") ? Omega : 2 / H * Math.Asin(Omega * H / 2);

        // x₍ₙ₊₁₎ + x₍ₙ₋₁₎ = 2 cos(φ) xₙ, where xₙ is not small.
        double[] cosines = [.. Enumerable.Range(1, 1000).Where(n => Math.Abs(x[n]) > 0.5).Select(n => (x[n + 1] + x[n - 1]) / (2 * x[n]))];
        yield return Within("frequency", "On E = ω²x²/2 the leapfrog's frequency is (2/h) arcsin(ωh/2).", Math.Acos(cosines.Average()) / H, exact, 1e-12, cosines.Length, "rad/s");

        // Rounding adds up to at most 10⁵ steps × 10⁻¹⁶ in the phase, and then some in cos.
        double phase = Compare.Largest(x.Select((at, n) => at - Math.Cos(exact * H * n)));
        yield return AtMost("phase", "And over 100 000 steps it is never off that by more than rounding.", phase, 1e-9, Steps);

        double weight = Makes("the energy of the flow") ? 1 : 1 - Omega * Omega * H * H / 4;
        double drift = Compare.Largest(x.Zip(v, (at, speed) => (Omega * Omega * at * at + weight * speed * speed) / (Omega * Omega) - 1));
        yield return AtMost("invariant", "ω²x² + (1 − ω²h²/4) v² stays, over 100 000 steps.", drift, 1e-10, Steps);
    }

    private IEnumerable<Claim> Pendulum()
    {
        const double Start = 2.0;
        double quarter = Math.PI / 2 / Agm(1, Math.Cos(Start / 2));
        int[] steps = [32, 64, 128, 256];
        double[] sizes = [.. steps.Select(n => quarter / n)];
        double[] errors = [.. steps.Select((n, i) => Math.Abs(new Calculation(Motion(x => -Cos(x), n).Final[0])
            .With("x", Start).With("v", Late(-Math.Sin(Start), sizes[i])).With("step_size", sizes[i]).With("friction", 0).Join()[0]))];
        yield return Within("pendulum-order", "A quarter of the pendulum's period after 2 rad it hangs down, to second order in h.", Compare.Order(sizes, errors), 2, 0.05, steps.Length);

        Scan there = Motion(x => -Cos(x), 1000);
        Calculation run = new Calculation(there.Final[0], there.Final[1]).With("step_size", 0.1).With("friction", Makes("a little friction") ? 1e-9 : 0);
        double[] end = run.With("x", Start).With("v", 0).Join(), back = run.With("x", end[0]).With("v", -end[1]).Join();

        // A swing's phase is off by what its energy is: rounding grows with the steps, not exponentially.
        yield return AtMost("reversible", "1000 steps there and 1000 back with the velocity turned round lead to the start.", Math.Max(Math.Abs(back[0] - Start), Math.Abs(back[1])), 1e-10, 2000);
    }

    private IEnumerable<Claim> Friction()
    {
        const double Gamma = 0.7, Time = 2;

        // x″ = −ω²x − γx′ from x = 1 at rest.
        double mu = Math.Sqrt(Omega * Omega - Gamma * Gamma / 4);
        double exact = Math.Exp(-Gamma * Time / 2) * (Math.Cos(mu * Time) + Gamma / (2 * mu) * Math.Sin(mu * Time));
        int[] steps = [32, 64, 128, 256];
        double[] sizes = [.. steps.Select(n => Time / n)];
        double[] errors = [.. steps.Select((n, i) => Math.Abs(new Calculation(Motion(Oscillator, n).Final[0])
            .With("x", 1).With("v", Late(-Omega * Omega, sizes[i])).With("step_size", sizes[i]).With("friction", Gamma).Join()[0] - exact))];
        yield return Within("friction-order", "The damped oscillator is followed to second order in h.", Compare.Order(sizes, errors), 2, 0.05, steps.Length);

        const double H = 0.3;
        Node x = Node.Point(1), v = Node.Point(1, "v");
        Node[] next = new Inertial().Step(point => -Cos(point), [x, v], 0);
        Node determinant = Derivative.Gradient(next[0], x) * Derivative.Gradient(next[1], v) - Derivative.Gradient(next[0], v) * Derivative.Gradient(next[1], x);
        double[] volumes = new Calculation(determinant).With("x", Calculation.Normal(101, 50)).With("v", Calculation.Normal(102, 50)).With("step_size", H).With("friction", Gamma).Join();
        double shrink = Makes("friction to first order") ? 1 - Gamma * H : Math.Exp(-Gamma * H);
        yield return AtMost("volume", "A step's Jacobian has the determinant e^(−γh) everywhere.", Compare.Largest(volumes.Select(volume => volume - shrink)), 1e-13, volumes.Length);
    }

    private static Node Oscillator(Node x) => Omega * Omega / 2 * Square(x);

    private static Scan Motion(Func<Node, Node> energy, int steps) =>
        Scan.Over(steps, [Node.Point(1), Node.Point(1, "v")], [], (state, _, time) => new Inertial().Step(energy, state, time));

    // A leapfrog started with positions and velocities of different times is only of first order.
    private double Late(double force, double h) => Makes("the velocity half a step late") ? h / 2 * force : 0;

    /// <summary>The arithmetic-geometric mean.</summary>
    private static double Agm(double a, double b)
    {
        while (Math.Abs(a - b) > 1e-15 * a)
        {
            (a, b) = ((a + b) / 2, Math.Sqrt(a * b));
        }

        return a;
    }
}
