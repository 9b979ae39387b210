using Downhill.Compute;

namespace Downhill.Dynamics;

/// <summary>A stepper at work on many points at once, in double.</summary>
/// <remarks>
/// All steps of a call run on one tile of rows before the next. Row i draws its noise from row i of the stream, whatever the number of
/// threads, so the same seed gives the same bits. One caller at a time.
/// </remarks>
public sealed class Chain
{
    private readonly Computation<double> _computation;
    private readonly Computation<double> _rest;
    private readonly int[] _widths;
    private readonly int _steps;
    private long _done;

    /// <summary>A chain that makes <paramref name="steps"/> steps per call.</summary>
    /// <param name="energy">The landscape.</param>
    /// <param name="stepper">The rule.</param>
    /// <param name="steps">Steps per call of <see cref="Advance"/>.</param>
    /// <param name="rng">Where the noise is drawn from.</param>
    public Chain(Energy energy, Stepper stepper, int steps, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(stepper);
        _steps = Require.AtLeast(steps, 1, nameof(steps));
        Node x = Node.Point(energy.Dimension), first = Node.Setting("first_step");
        Node[] rest = stepper.AtRest(x);
        _widths = [.. rest.Select(part => part.Shape.Width)];

        // x itself is asked for too, so that every part has as many rows as it.
        _rest = Computation.Compile<double>([x, .. rest]);
        Node[] state = [.. _widths.Select((width, part) => Node.Point(width, Name(part)))];
        Scan scan = Scan.Over(steps, state, [], (c, _, t) => stepper.Step(energy.Of, c, first + t), LoopStorage.States);

        // The number of the first step is asked for too, so that it is an input even of a chain without noise.
        _computation = Computation.Compile<double>([.. scan.Final, first]);
        _computation.Seed(rng);
        Change(stepper);
        _computation.Set(energy.Parameters);
    }

    /// <summary>The state at rest at points: x itself, then what the stepper carries along; each part has shape [points, its width].</summary>
    /// <param name="points">x, shape [points, dimension]; not changed.</param>
    /// <exception cref="ArgumentException">The points are not a multiple of the dimension.</exception>
    public double[][] AtRest(double[] points)
    {
        ArgumentNullException.ThrowIfNull(points);
        RequireWhole(points.Length, _widths[0]);
        _rest.Set("x", points);
        _rest.Run();
        return [.. Enumerable.Range(1, _widths.Length).Select(part => _rest[part].ToArray())];
    }

    /// <summary>The state after the steps of one call; each part has shape [points, its width].</summary>
    /// <param name="state">The state before, x first; not changed.</param>
    /// <exception cref="ArgumentException">The parts are not as many as <see cref="AtRest"/> makes, differ in rows, or are not a multiple of their width.</exception>
    public double[][] Advance(IReadOnlyList<double[]> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Count != _widths.Length)
        {
            throw new ArgumentException($"A state of this stepper has {_widths.Length} parts, not {state.Count}; AtRest makes one.", nameof(state));
        }

        for (int part = 0; part < _widths.Length; part++)
        {
            RequireWhole(state[part].Length, _widths[part]);
            _computation.Set(Name(part), state[part]);
        }

        _computation.Set("first_step", _done);
        _computation.Run();
        _done += _steps;
        return [.. Enumerable.Range(0, _widths.Length).Select(part => _computation[part].ToArray())];
    }

    /// <summary>Goes on by the same rule with other settings.</summary>
    internal void Change(Stepper stepper)
    {
        foreach (Setting setting in stepper.Settings)
        {
            _computation.Set(setting.Name, setting.Value);
        }
    }

    private static string Name(int part) => $"state{part}";

    private static void RequireWhole(int length, int width)
    {
        if (length == 0 || length % width != 0)
        {
            throw new ArgumentException($"Points of dimension {width} are a multiple of {width} numbers, not {length}.");
        }
    }
}
