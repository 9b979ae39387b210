using Downhill.Compute;

namespace Downhill.Bootstrapping;

/// <summary>A case of the literature: a process of one action, features of its states, how often each is seen, and where it begins.</summary>
/// <param name="Iteration">Expected updates of w, Q = Φ w.</param>
/// <param name="Start">w₀.</param>
public sealed record Classic(QIteration Iteration, double[] Start);

/// <summary>The smallest cases in which learning values from their own guesses grows without bound.</summary>
/// <remarks>All have rewards of zero, so that the true values are zero, and features that can represent them.</remarks>
public static class Classics
{
    /// <summary>Baird's star: seven states, each leading to the last; features 2 eₛ + e₈ of the first six, e₇ + 2 e₈ of the last; all seen alike.</summary>
    /// <remarks>
    /// Grows at every step size exactly if γ &gt; 15/17: of the directions (w₁ = … = w₆, w₇, w₈) two have rates that sum to (15 − 17 γ)/7.
    /// Source: L. Baird (1995), Residual algorithms, ICML; as in R. Sutton and A. Barto (2018), Reinforcement learning, example 11.
    /// </remarks>
    /// <param name="discount">γ. Default 0.99.</param>
    /// <param name="stepSize">α. Default 0.01.</param>
    public static Classic Baird(double discount = 0.99, double stepSize = 0.01)
    {
        double[] features = new double[7 * 8];
        for (int state = 0; state < 7; state++)
        {
            features[(state * 8) + state] = state < 6 ? 2 : 1;
            features[(state * 8) + 7] = state < 6 ? 1 : 2;
        }

        return Of(7, Enumerable.Range(0, 7).Select(state => (state, 0, 6, 1.0)), features, [.. Enumerable.Repeat(1.0 / 7, 7)], discount, stepSize, [1, 1, 1, 1, 1, 1, 10, 1]);
    }

    /// <summary>Tsitsiklis and Van Roy: Q(1) = w and Q(2) = 2 w, state 1 leads to 2, and 2 to itself or, with chance ε, to an end.</summary>
    /// <remarks>
    /// Seen alike, w grows exactly if γ &gt; 5/(6 − 4 ε): Δw = α w (γ (3 − 2 ε) − 5/2).
    /// Source: J. Tsitsiklis and B. Van Roy (1996), Feature-based methods for large scale dynamic programming, Machine Learning 22; with the end
    /// as in R. Sutton and A. Barto (2018), example 11.1.
    /// </remarks>
    /// <param name="end">ε in [0, 1]. Default 0.01.</param>
    /// <param name="discount">γ. Default 0.99.</param>
    /// <param name="stepSize">α. Default 0.1.</param>
    public static Classic TsitsiklisVanRoy(double end = 0.01, double discount = 0.99, double stepSize = 0.1) =>
        Of(3, [(0, 0, 1, 1), (1, 0, 1, 1 - Require.Within(end, 0, 1)), (1, 0, 2, end)], [1, 2, 0], [0.5, 0.5, 0], discount, stepSize, [1]);

    /// <summary>The same two states with one full step of least squares, w ← argmin Σ (Φ w′ − T Φ w)²: w′ = γ (6 − 4 ε)/5 w.</summary>
    /// <param name="end">ε in [0, 1]. Default 0.01.</param>
    /// <param name="discount">γ. Default 0.99.</param>
    public static Classic LeastSquares(double end = 0.01, double discount = 0.99)
    {
        Classic descent = TsitsiklisVanRoy(end, discount);

        // (Φᵀ D Φ)⁻¹ = 1 / 2.5.
        return descent with { Iteration = descent.Iteration with { StepSize = 1 / 2.5 } };
    }

    /// <summary>Sutton's first transition: from a state worth w to one worth 2 w, and only this one is ever learned from.</summary>
    /// <remarks>w′ = (1 + α (2 γ − 1)) w grows exactly if γ &gt; 1/2. Source: R. Sutton and A. Barto (2018), Reinforcement learning, section 11.2.</remarks>
    /// <param name="discount">γ. Default 0.99.</param>
    /// <param name="stepSize">α. Default 0.1.</param>
    public static Classic FirstTransition(double discount = 0.99, double stepSize = 0.1) =>
        Of(2, [(0, 0, 1, 1), (1, 0, 1, 1)], [1, 2], [1, 0], discount, stepSize, [1]);

    private static Classic Of(int states, IEnumerable<(int, int, int, double)> listed, double[] features, double[] weights, double discount, double stepSize, double[] start)
    {
        Transitions transitions = Transitions.Of(states, 1, listed);
        bool[] terminal = [.. Enumerable.Range(0, states).Select(state => transitions.Sum(state, 0) == 0)];
        Mdp mdp = new(transitions, Rewards.OfState(new double[states]), [1, .. new double[states - 1]], terminal, discount);
        LinearFeatures phi = new(states, features.Length / states, features);
        return new(new(new(mdp), Gain.OfFeatures(phi, weights)) { Features = phi, StepSize = stepSize }, start);
    }
}
