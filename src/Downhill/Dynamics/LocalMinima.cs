using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>The answers of a landscape: where descents from many starts end, y* = argmin F(x, y) for each x that is given.</summary>
/// <remarks>
/// Descent with backtracking, then Newton steps as long as they lower the slope. An end counts where its slope has all but gone and no curvature is
/// negative; ends close to one another are one answer. Starts that did not arrive are in no answer's <see cref="Minimum.Share"/>.
/// </remarks>
public sealed record LocalMinima
{
    private const int Together = 100, Halvings = 30, NewtonSteps = 8;

    // Of the largest curvature: by how much another may be below zero, in a valley that is flat along its floor.
    private const double Flat = 1e-6;

    /// <summary>The largest η of descent, in units of y² per unit of energy; it is halved where the energy does not fall. Default 1.</summary>
    public double StepSize { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Steps of descent, rounded up to hundreds. Default 1000.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>Ends are one answer where no coordinate differs by more, in units of y. Default 10⁻³.</summary>
    public double Apart { get; init => field = Require.Positive(value); } = 1e-3;

    /// <summary>The slope |∇F| below which a descent has arrived, in units of energy per unit of y. Default 10⁻⁶.</summary>
    public double Slope { get; init => field = Require.Positive(value); } = 1e-6;

    /// <summary>The minima of an energy, lowest first.</summary>
    /// <param name="energy">E; a conditional one must hold what is given.</param>
    /// <param name="starts">Shape [starts, dimension].</param>
    public IReadOnlyList<Minimum> Of(Energy energy, double[] starts)
    {
        ArgumentNullException.ThrowIfNull(energy);
        return Answers(energy, starts, null, 1)[0];
    }

    /// <summary>The answers for each x, lowest first.</summary>
    /// <param name="energy">F(x, y), of which y moves.</param>
    /// <param name="given">The x, shape [conditions, Given.Count].</param>
    /// <param name="starts">Where y starts for each of them, shape [starts, dimension].</param>
    /// <returns>A list for each condition; none for none.</returns>
    /// <exception cref="ArgumentException">The numbers do not fill conditions or points.</exception>
    public IReadOnlyList<IReadOnlyList<Minimum>> Of(ConditionalEnergy energy, double[] given, double[] starts)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(given);
        int width = energy.Given.Count;
        return energy.Held is null && width > 0 && given.Length % width == 0
            ? given.Length == 0 ? [] : Answers(energy, starts, given, given.Length / width)
            : throw new ArgumentException($"Conditions are a multiple of {width} numbers for an energy that does not hold them, not {given.Length}.", nameof(given));
    }

    private IReadOnlyList<Minimum>[] Answers(Energy energy, double[] starts, double[]? given, int conditions)
    {
        ArgumentNullException.ThrowIfNull(starts);
        int d = energy.Dimension, count = starts.Length / d;
        if (count == 0 || starts.Length % d != 0)
        {
            throw new ArgumentException($"Starts of dimension {d} are a multiple of {d} numbers, not {starts.Length}.", nameof(starts));
        }

        double[] points = [.. Enumerable.Range(0, conditions).SelectMany(_ => starts)];
        double[]? repeated = given is null ? null : [.. given.Chunk(given.Length / conditions).SelectMany(x => Enumerable.Repeat(x, count).SelectMany(y => y))];
        points = Run(Descent(energy), energy, repeated, points, (Steps + Together - 1) / Together);
        (double[] energies, double[] slopes, double[] curvatures) = Polish(energy, repeated, points);
        bool[] arrived = [.. Enumerable.Range(0, energies.Length).Select(row => double.IsFinite(energies[row]) && slopes[row] < Slope && double.IsFinite(curvatures[row]))];
        return [.. Enumerable.Range(0, conditions).Select(c => Distinct(Enumerable.Range(c * count, count).Where(row => arrived[row]).OrderBy(row => energies[row]), count))];

        IReadOnlyList<Minimum> Distinct(IEnumerable<int> rows, int of)
        {
            List<Minimum> found = [];
            foreach (int row in rows)
            {
                double[] point = points[(row * d)..((row + 1) * d)];
                int at = found.FindIndex(other => other.Point.Zip(point).All(pair => Math.Abs(pair.First - pair.Second) <= Apart));
                if (at < 0)
                {
                    (at, found) = (found.Count, [.. found, new Minimum(point, energies[row], 0)]);
                }

                found[at] = found[at] with { Share = found[at].Share + (1.0 / of) };
            }

            return found;
        }
    }

    private Computation<double> Descent(Energy energy)
    {
        GradientDescent stepper = new() { StepSize = StepSize, Halvings = Halvings };
        Scan scan = Scan.Over(Together, [Node.Point(energy.Dimension)], [], (c, _, t) => stepper.Step(energy.Of, c, t), LoopStorage.States);
        Computation<double> computation = Computation.Compile<double>(scan.Final[0]);
        computation.Set(stepper.Settings[0].Name, StepSize);
        return computation;
    }

    private static double[] Run(Computation<double> computation, Energy energy, double[]? given, double[] points, int times)
    {
        Prepare(computation, energy, given);
        for (int time = 0; time < times; time++)
        {
            computation.Set("x", points);
            computation.Run();
            points = computation[0].ToArray();
        }

        return points;
    }

    /// <summary>Newton steps in place, each kept where it lowers the slope; a curvature is not a number where one is negative.</summary>
    private static (double[] Energies, double[] Slopes, double[] Curvatures) Polish(Energy energy, double[]? given, double[] points)
    {
        int d = energy.Dimension;
        Node x = Node.Point(d), value = energy.Of(x), gradient = Derivative.Gradient(value, x), hessian = Derivative.Hessian(value, x);
        Node lifted = hessian + ((Flat * (Largest(Abs(hessian)) + 1e-12)) * Identity(d)), newton = x - Transpose(Solve(lifted, Transpose(gradient)));
        Computation<double> computation = Computation.Compile<double>(newton, value, Sqrt(SquaredNorm(gradient)), Sum(Cholesky(lifted)));
        Prepare(computation, energy, given);
        for (int step = 0; step < NewtonSteps; step++)
        {
            Run(points);
            double[] trial = computation[0].ToArray(), slopes = computation[2].ToArray();
            Run(trial);
            for (int row = 0; row < slopes.Length; row++)
            {
                if (computation[2][row] < slopes[row])
                {
                    Array.Copy(trial, row * d, points, row * d, d);
                }
            }
        }

        Run(points);
        return (computation[1].ToArray(), computation[2].ToArray(), computation[3].ToArray());

        void Run(double[] at)
        {
            computation.Set("x", at);
            computation.Run();
        }
    }

    private static void Prepare(Computation<double> computation, Energy energy, double[]? given)
    {
        computation.Set(energy.Parameters);
        if (given is not null)
        {
            computation.Set("given", given);
        }
    }
}

/// <summary>A minimum that descents ended in.</summary>
/// <param name="Point">Where, shape [dimension].</param>
/// <param name="Energy">How low.</param>
/// <param name="Share">Of all starts, the share that ended there.</param>
public sealed record Minimum(double[] Point, double Energy, double Share);
