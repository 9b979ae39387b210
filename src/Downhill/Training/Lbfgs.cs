using Downhill.Compute;

namespace Downhill.Training;

/// <summary>Where a minimisation stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Point">θ.</param>
/// <param name="Value">f(θ).</param>
/// <param name="Slope">The largest |∂f/∂θᵢ|.</param>
public sealed record Iterate(int Step, double[] Point, double Value, double Slope);

/// <summary>θ ← θ − α H ∇f, H the inverse Hessian as the last <see cref="Memory"/> steps show it, α by a line search that meets the strong Wolfe conditions.</summary>
/// <remarks>
/// For smooth functions without noise: a full batch. Cost of a step: one to three evaluations and 4 · Memory · n operations.
/// Source: J. Nocedal and S. J. Wright (2006), Numerical Optimization, algorithms 7.4, 7.5, 3.5 and 3.6.
/// Differs from the source: where no step is found the memory is forgotten once, and then the search has ended.
/// </remarks>
public sealed record Lbfgs
{
    private const double Decrease = 1e-4, Curvature = 0.9;
    private const int Trials = 25, Window = 10;

    /// <summary>How many steps are remembered. Default 20.</summary>
    public int Memory { get; init => field = Require.AtLeast(value, 1); } = 20;

    /// <summary>Steps, at most. Default 500.</summary>
    public int Steps { get; init => field = Require.AtLeast(value, 1); } = 500;

    /// <summary>It has converged when ten steps lower f by less than this. Default 1e-9.</summary>
    public double Tolerance { get; init => field = Require.NotNegative(value); } = 1e-9;

    /// <summary>The steps from <paramref name="start"/>, the start first; a caller may stop asking whenever it likes.</summary>
    /// <param name="start">θ₀.</param>
    /// <param name="function">f and ∇f at a point; where f is not finite the line search steps back.</param>
    /// <exception cref="ArithmeticException">f is not finite at the start.</exception>
    public IEnumerable<Iterate> Minimise(double[] start, Func<double[], (double Value, double[] Gradient)> function)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(function);
        Place here = Place.At(start, function);
        if (!double.IsFinite(here.Value))
        {
            throw new ArithmeticException($"The function is {here.Value} where the search begins.");
        }

        LinkedList<Pair> memory = [];
        Queue<double> values = new([here.Value]);
        yield return here.After(0);
        for (int step = 1; step <= Steps && here.Slope > 0; step++)
        {
            Place? next = Search(here, Direction(here.Gradient, memory), memory.Count == 0, function);
            if (next is null)
            {
                if (memory.Count == 0)
                {
                    yield break;
                }

                memory.Clear();
                continue;
            }

            Remember(memory, Pair.Between(here, next));
            here = next;
            yield return here.After(step);
            values.Enqueue(here.Value);
            if (values.Count > Window && values.Dequeue() - here.Value <= Tolerance)
            {
                yield break;
            }
        }
    }

    private void Remember(LinkedList<Pair> memory, Pair pair)
    {
        if (pair.Product > 0)
        {
            memory.AddLast(pair);
            if (memory.Count > Memory)
            {
                memory.RemoveFirst();
            }
        }
    }

    // The two loops of algorithm 7.4.
    private static double[] Direction(double[] gradient, LinkedList<Pair> memory)
    {
        double[] direction = [.. gradient.Select(g => -g)];
        Stack<double> along = new();
        for (LinkedListNode<Pair>? node = memory.Last; node is not null; node = node.Previous)
        {
            double a = Dot(node.Value.Moved, direction) / node.Value.Product;
            along.Push(a);
            Add(direction, -a, node.Value.Turned);
        }

        double scale = memory.Last is { Value: Pair last } ? last.Product / Dot(last.Turned, last.Turned) : 1;
        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] *= scale;
        }

        foreach (Pair pair in memory)
        {
            Add(direction, along.Pop() - (Dot(pair.Turned, direction) / pair.Product), pair.Moved);
        }

        return direction;
    }

    private static Place? Search(Place from, double[] direction, bool isFirst, Func<double[], (double, double[])> function)
    {
        double slope = Dot(from.Gradient, direction);
        if (!(slope < 0))
        {
            return null;
        }

        // Without a memory the direction has the gradient's units: a first step of length one at most.
        double trial = isFirst ? Math.Min(1, 1 / Math.Sqrt(Dot(direction, direction))) : 1;
        (double At, double Value, double Slope) low = (0, from.Value, slope), high = (double.PositiveInfinity, 0, 0);
        Place? best = null;
        for (int n = 0; n < Trials; n++)
        {
            Place there = Place.At([.. from.Point.Select((x, i) => x + (trial * direction[i]))], function);
            double inclined = Dot(there.Gradient, direction);
            if (!double.IsFinite(there.Value) || !double.IsFinite(inclined) || there.Value > from.Value + (Decrease * trial * slope) || there.Value >= low.Value)
            {
                high = (trial, there.Value, inclined);
            }
            else if (Math.Abs(inclined) <= -Curvature * slope)
            {
                return there;
            }
            else
            {
                best = there;
                high = inclined * (high.At - low.At) >= 0 ? low : high;
                low = (trial, there.Value, inclined);
            }

            trial = double.IsPositiveInfinity(high.At) ? 2 * trial : Between(low, high);
        }

        return best;
    }

    // The lowest point of the cubic through both ends, kept away from them; the middle where there is none.
    private static double Between((double At, double Value, double Slope) a, (double At, double Value, double Slope) b)
    {
        double width = b.At - a.At, chord = a.Slope + b.Slope - (3 * (b.Value - a.Value) / width);
        double root = Math.Sqrt((chord * chord) - (a.Slope * b.Slope));
        double at = b.At - (width * (b.Slope + (Math.Sign(width) * root) - chord) / (b.Slope - a.Slope + (2 * Math.Sign(width) * root)));
        double edge = 0.1 * Math.Abs(width), low = Math.Min(a.At, b.At) + edge, highest = Math.Max(a.At, b.At) - edge;
        return double.IsFinite(at) ? Math.Clamp(at, low, highest) : a.At + (width / 2);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] to, double factor, double[] what)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += factor * what[i];
        }
    }

    private sealed record Place(double[] Point, double Value, double[] Gradient)
    {
        internal double Slope => Gradient.Max(Math.Abs);

        internal static Place At(double[] point, Func<double[], (double Value, double[] Gradient)> function)
        {
            (double value, double[] gradient) = function(point);
            return new Place(point, value, gradient);
        }

        internal Iterate After(int step) => new(step, Point, Value, Slope);
    }

    /// <summary>A step: how far θ moved, and how far ∇f turned.</summary>
    private sealed record Pair(double[] Moved, double[] Turned, double Product)
    {
        internal static Pair Between(Place from, Place to)
        {
            double[] moved = [.. to.Point.Select((x, i) => x - from.Point[i])], turned = [.. to.Gradient.Select((g, i) => g - from.Gradient[i])];
            return new Pair(moved, turned, Dot(moved, turned));
        }
    }
}
