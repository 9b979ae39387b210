using Downhill.Compute.Differentiation;
using static Downhill.Compute.Maths;

namespace Downhill.Compute.Tests.Differentiation;

/// <summary>Gradients against central differences along random lines through all inputs at once.</summary>
internal static class Differences
{
    private const double Step = 1.0 / 64, SmallestStep = 1e-6, Enough = 1e-10;

    // Where a graph happens to be zero everywhere, what is left is rounding.
    private const double Flat = 1e-9;

    /// <summary>A random weighted sum of sin of every number of a node, over rows: a scalar with derivatives of every order in all of them.</summary>
    internal static Node Loss(Node node) => Total(Sum(Sin(node) * Node.Input("weights", node.Shape)));

    /// <summary>⟨v, ∂loss/∂θ⟩ over all inputs θ with random v: its gradient is a Hessian-vector product.</summary>
    internal static Node ProjectedGradient(Node loss, IReadOnlyList<Node> leaves)
    {
        Node[] gradients = Derivative.Gradient(loss, leaves);
        return gradients.Select((g, i) => Total(Sum(g * Node.Input($"v{i}", g.Shape)))).Aggregate((a, b) => a + b);
    }

    /// <summary>The inputs of a graph, without the weights of the projections.</summary>
    internal static Node[] Leaves(Node loss) => [.. Order.Ascending([loss])
        .Where(node => node.Op == Op.Input && node.Get<Detail.Named>().Name is { } name && name != "weights" && name[0] != 'v')
        .DistinctBy(node => node.Get<Detail.Named>().Name)];

    /// <summary>The difference between slope and gradient along random lines, relative to Σ |gᵢ uᵢ|; the worst of <paramref name="lines"/>.</summary>
    internal static double Error(
        Node loss, Given given, Func<Node[], Computation<double>> make, int lines = 2, Func<Node, Node, Node?[]>? rule = null)
    {
        Node[] leaves = Leaves(loss);
        Node[] gradients = new Reverse(leaves, rule).Run([loss], [Node.Constant(1, loss.Shape)]);
        double[][] g = given.Run(make, gradients);
        (Node held, Given at) = Hold(loss, given);
        Computation<double> program = make([held]);
        at.Set(program, held);

        double worst = 0;
        for (int line = 0; line < lines; line++)
        {
            Given direction = Given.Normal(1000 + line, table => given.Counts[table], leaves);
            double slope = Slope(program, leaves, at, direction);
            double along = 0, scale = 0;
            for (int k = 0; k < leaves.Length; k++)
            {
                double[] u = direction.Values[leaves[k].Get<Detail.Named>().Name];
                along += g[k].Zip(u, (gi, ui) => gi * ui).Sum();
                scale += g[k].Zip(u, (gi, ui) => Math.Abs(gi * ui)).Sum();
            }

            double error = Math.Abs(slope - along) / Math.Max(Flat, Math.Max(scale, Math.Abs(slope)));
            worst = Math.Max(worst, double.IsNaN(error) ? double.PositiveInfinity : error);
        }

        return worst;
    }

    private static Node Total(Node scalar)
    {
        Node perRow = SumSteps(scalar);
        return perRow.Shape.Rows is null ? perRow : SumRows(perRow);
    }

    /// <summary>What a stop-gradient holds is held: it becomes an input with the value that it has.</summary>
    private static (Node Loss, Given At) Hold(Node loss, Given given)
    {
        while (Order.Ascending([loss]).Find(node => node.Op == Op.StopGradient) is { } stop)
        {
            string name = $"held{given.Values.Count}";
            given = given.With(name, given.Interpret(stop)[0]);
            loss = Substitution.Of(loss, stop, Node.Input(name, stop.Shape));
        }

        return (loss, given);
    }

    /// <summary>Central differences with steps h, h/2, h/4 …, extrapolated (Richardson), up to where the extrapolations agree best.</summary>
    /// <remarks>Source: C. J. F. Ridders (1982), Accurate computation of F'(x) and F'(x) F''(x), Advances in Engineering Software 4(2).</remarks>
    private static double Slope(Computation<double> program, Node[] leaves, Given at, Given direction)
    {
        double[] last = [];
        double slope = double.NaN, best = double.PositiveInfinity;
        for (double h = Step; h > SmallestStep && !(best <= Enough * Math.Abs(slope)); h /= 2)
        {
            double[] next = new double[last.Length + 1];
            next[0] = (Value(h) - Value(-h)) / (2 * h);
            for (int k = 1; k < next.Length; k++)
            {
                next[k] = next[k - 1] + ((next[k - 1] - last[k - 1]) / (Math.Pow(4, k) - 1));
                double error = Math.Max(Math.Abs(next[k] - next[k - 1]), Math.Abs(next[k] - last[k - 1]));
                (slope, best) = error < best ? (next[k], error) : (slope, best);
            }

            last = next;
        }

        return slope;

        double Value(double h)
        {
            at.Along(direction, h).SetInputs(program, leaves);
            program.Run();
            return program[0][0];
        }
    }
}
