using Downhill.Bootstrapping;
using Downhill.Compute;
using Downhill.Mdps;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Facts;

/// <summary>Policies whose steps are worked out apart from the library's formulas.</summary>
internal static class NetworkPolicy
{
    /// <summary>The Taylor terms of softmax f(θ + t v) in t, of a network f with random θ and v, orders 1 … <paramref name="order"/>: for each, Σₐ over states and the largest term.</summary>
    internal static (double Sum, double Largest)[] Terms(int seed, int states, int actions, int order)
    {
        const int Inputs = 3, Units = 8;
        Node x = Node.Point(Inputs), t = Node.Point(1, "t");
        Node hidden = Tanh(MatMul(x, Weights(0, Inputs, Units)) + (t * MatMul(x, Weights(1, Inputs, Units))));
        Node policy = Softmax(MatMul(hidden, Weights(2, Units, actions)) + (t * MatMul(hidden, Weights(3, Units, actions))));
        List<Node> terms = [];
        for (int action = 0; action < actions; action++)
        {
            Node term = Slice(policy, action, 1);
            for (int k = 1; k <= order; k++)
            {
                term = Derivative.Gradient(term, t) / k;
                terms.Add(term);
            }
        }

        double[][] values = new Calculation([.. terms]).With("x", Calculation.Normal(seed + 10, states * Inputs)).With("t", new double[states]).Run();
        return [.. Enumerable.Range(0, order).Select(k => Enumerable.Range(0, actions).Select(action => values[(action * order) + k]).ToArray())
            .Select(term => (Enumerable.Range(0, states).Worst(state => Math.Abs(term.Sum(action => action[state]))), term.Worst(Compare.Largest)))];

        Node Weights(int stream, int height, int width) => Node.Constant(Calculation.Normal(seed + stream, height * width, 1 / Math.Sqrt(height)), height, width);
    }

    /// <summary>softmax(ln π + η G⁺ ∂J/∂θ) with the Fisher matrix G(s) = x(s) (diag π − π πᵀ) of each state, inverted numerically.</summary>
    internal static Policy Natural(Mdp mdp, Policy policy, double step)
    {
        double[] gradient = PolicyGradients.Gradient(mdp, policy), visits = Occupancy.Of(mdp, policy).States, direction = new double[gradient.Length];
        for (int state = 0; state < mdp.States; state++)
        {
            double[] law = policy.At(state).ToArray();
            Matrix<double> fisher = Matrix<double>.Build.Dense(law.Length, law.Length, (a, b) => visits[state] * law[a] * ((a == b ? 1 : 0) - law[b]));
            Inverted(fisher, gradient[(state * law.Length)..((state + 1) * law.Length)]).CopyTo(direction, state * law.Length);
        }

        return PolicyGradients.Along(policy, direction, step);
    }

    // G⁺ g. One eigenvalue, of what all actions have in common, is zero but for rounding.
    private static double[] Inverted(Matrix<double> fisher, double[] gradient)
    {
        Evd<double> parts = fisher.Evd(Symmetricity.Symmetric);
        Vector<double> shares = parts.EigenVectors.TransposeThisAndMultiply(Vector<double>.Build.Dense(gradient));
        double most = parts.EigenValues.Worst(value => value.Real);
        return [.. parts.EigenVectors * shares.MapIndexed((k, share) => parts.EigenValues[k].Real > 1e-10 * most ? share / parts.EigenValues[k].Real : 0)];
    }

    /// <summary>softmax of normal logits.</summary>
    internal static Policy Random(Rng rng, int states, int actions)
    {
        double[] logits = new double[states * actions];
        rng.Normal(logits);
        return PolicyGradients.Along(Policy.Uniform(states, actions), logits);
    }
}
