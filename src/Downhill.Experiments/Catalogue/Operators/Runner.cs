using Downhill.Compute;

namespace Downhill.Experiments.Operators;

/// <summary>An operator at work on quartic energies, many steps at a time.</summary>
/// <remarks>Compiled once; energies and step sizes are set. One caller at a time, on one thread.</remarks>
internal sealed class Runner
{
    private const int Together = 100;

    private readonly Computation<double> _steps;
    private readonly int _parts;

    internal Runner(OperatorKind kind)
    {
        Kind = kind;
        _parts = kind.Stepper.AtRest(Node.Point(2)).Length;
        Node[] state = [.. Enumerable.Range(0, _parts).Select(part => Node.Point(2, Name(part)))];
        Scan scan = Scan.Over(Together, state, [], (c, _, t) => kind.Stepper.Step(Quartic.Bowl.Of, c, t), LoopStorage.States);
        _steps = Computation.Compile<double>(1, [scan.After[0], .. scan.Final]);
    }

    internal OperatorKind Kind { get; }

    /// <summary>Points after each step, the start first, shape [starts][steps + 1][2], and where it has come to after more steps.</summary>
    /// <param name="energy">The landscape.</param>
    /// <param name="starts">Shape [starts, 2].</param>
    /// <param name="steps">Steps that are kept; a multiple of a hundred.</param>
    /// <param name="more">Steps after them; a multiple of a hundred.</param>
    /// <param name="slower">By how much smaller steps are than usual.</param>
    internal Course Run(Quartic energy, double[] starts, int steps, int more, double slower = 1)
    {
        Set(energy, slower);
        double[][] state = [.. Enumerable.Repeat(starts, _parts)];
        List<double[]>[] paths = [.. starts.Chunk(2).Select(start => new List<double[]> { start })];
        for (int done = 0; done < steps + more; done += Together)
        {
            state = Advanced(state);
            for (int row = 0; row < paths.Length && done < steps; row++)
            {
                paths[row].AddRange(_steps[0].Slice(row * 2 * Together, 2 * Together).ToArray().Chunk(2));
            }
        }

        return new([.. paths.Select(path => path.ToArray())], [.. state[0].Chunk(2)]);
    }

    private void Set(Quartic energy, double slower)
    {
        _steps.Set(energy.Parameters);
        foreach (Setting setting in Kind.Stepper.Settings)
        {
            _steps.Set(setting.Name, setting.Name == "step_size" ? setting.Value / slower : setting.Value);
        }
    }

    private double[][] Advanced(double[][] state)
    {
        for (int part = 0; part < _parts; part++)
        {
            _steps.Set(Name(part), state[part]);
        }

        _steps.Run();
        return [.. Enumerable.Range(1, _parts).Select(part => _steps[part].ToArray())];
    }

    private static string Name(int part) => $"state{part}";
}
