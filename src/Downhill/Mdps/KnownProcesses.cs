namespace Downhill.Mdps;

/// <summary>Small processes that the literature and other libraries test with.</summary>
public static class KnownProcesses
{
    /// <summary>The observations of <see cref="Reasonable"/>'s five states, shape [5, 8].</summary>
    public static double[] ReasonableFeatures { get; } =
    [
        3, -5, -1, -1, -4, 5, 3, 0,
        4, -4, 2, 2, -4, -1, -2, -2,
        3, -1, 5, -1, 0, 2, -5, 2,
        -5, -1, 4, 1, 4, 1, 5, 3,
        2, -5, 1, -5, 1, 4, 4, -3,
    ];

    /// <summary>Five states and three actions: two equal ways round a very bad state, back and forth for ever.</summary>
    /// <remarks>Source: the parameters are those of ReasonablePOMDP, the test problem of the library imitation (A. Gleave et al. 2022, arXiv 2211.11972).</remarks>
    /// <param name="discount">γ. Default 1.</param>
    /// <param name="horizon">H. Default 20.</param>
    public static Mdp Reasonable(double discount = 1, int? horizon = 20)
    {
        List<(int, int, int, double)> listed =
        [
            (0, 0, 1, 0.9), (0, 0, 2, 0.1), (0, 1, 3, 1), (0, 2, 1, 0.1), (0, 2, 2, 0.9),
            (3, 0, 4, 1), (3, 1, 4, 1), (3, 2, 4, 1), (4, 0, 0, 1), (4, 1, 0, 1), (4, 2, 0, 1),
        ];
        foreach (int middle in (int[])[1, 2])
        {
            listed.AddRange([(middle, 0, 3, 0.05), (middle, 0, 4, 0.95), (middle, 1, 3, 1), (middle, 2, 4, 1)]);
        }

        return new(Transitions.Of(5, 3, listed), Rewards.OfState([1, 2, 2, -20, 3]), [0.5, 0, 0, 0, 0.5], new bool[5], discount, horizon);
    }

    /// <summary>Five states and three actions with one or two followers each, drawn once.</summary>
    /// <remarks>
    /// Source: RandomTransitionEnv of the library seals with n_states 5, n_actions 3, branch_factor 2 and seed 42, which imitation tests
    /// with. Differs from the source: that rounds these probabilities to single precision.
    /// </remarks>
    /// <param name="discount">γ. Default 1.</param>
    /// <param name="horizon">H. Default 10.</param>
    public static Mdp RandomTransition(double discount = 1, int? horizon = 10) => new(
        Transitions.Of(5, 3,
        [
            (0, 0, 1, 1), (0, 1, 4, 1), (0, 2, 0, 1),
            (1, 0, 0, 0.497604165599904), (1, 0, 2, 0.502395834400096), (1, 1, 2, 0.030408657340539214), (1, 1, 3, 0.9695913426594608), (1, 2, 0, 1),
            (2, 0, 0, 0.9496715357884032), (2, 0, 1, 0.05032846421159672), (2, 1, 3, 1), (2, 2, 2, 0.08185982997524381), (2, 2, 3, 0.9181401700247562),
            (3, 0, 4, 1), (3, 1, 2, 0.28224306123435755), (3, 1, 4, 0.7177569387656424), (3, 2, 0, 0.2993439636156908), (3, 2, 2, 0.7006560363843092),
            (4, 0, 0, 0.0350689906693178), (4, 0, 2, 0.9649310093306822), (4, 1, 4, 1), (4, 2, 3, 1),
        ]),
        Rewards.OfState([-0.04353680247349791, -0.2753009102463928, -1.5630667945865129, -0.7956309921370132, 0.9305844007711019]),
        [0, 0.6604505508956086, 0.33954944910439144, 0, 0], new bool[5], discount, horizon);

    /// <summary>Two ways to a goal: safe by state 1, or at once but with equal chances into a trap. State 2 is the goal (1 a step), state 3 the trap (−100 a step).</summary>
    /// <remarks>
    /// Maximum entropy over paths (2008) weighs a risky path by its reward as if its luck could be chosen; causal maximum entropy (2010) does not.
    /// Source: B. D. Ziebart (2010), Modeling purposeful adaptive behavior, chapter 5; the numbers are those of RiskyPath of the library seals (2020).
    /// </remarks>
    /// <param name="trap">What a step in the trap earns. Default −100.</param>
    /// <param name="discount">γ. Default 1.</param>
    /// <param name="horizon">H. Default 5.</param>
    public static Mdp RiskyPath(double trap = -100, double discount = 1, int? horizon = 5) => new(
        Transitions.Of(4, 2, [(0, 0, 1, 1), (0, 1, 2, 0.5), (0, 1, 3, 0.5), (1, 0, 2, 1), (1, 1, 1, 1), (2, 0, 2, 1), (2, 1, 2, 1), (3, 0, 3, 1), (3, 1, 3, 1)]),
        Rewards.OfState([0, 0, 1, trap]), [1, 0, 0, 0], new bool[4], discount, horizon);

    /// <summary>A chain: action 0 goes one state on, action 1 back to the first, and with a chance each does as the other. Going back earns <paramref name="small"/>, going on from the last state, which it does not leave, <paramref name="large"/>.</summary>
    /// <remarks>Source: R. Dearden, N. Friedman and S. Russell (1998), Bayesian Q-learning, AAAI; the chain of M. Kearns and S. Singh (1998) has no small reward and no slip.</remarks>
    /// <param name="length">S, at least 2. Default 5.</param>
    /// <param name="slip">The chance of the other action. Default 0.2.</param>
    /// <param name="small">Default 2.</param>
    /// <param name="large">Default 10.</param>
    /// <param name="discount">γ. Default 0.99.</param>
    /// <param name="horizon">H, or null. Default null.</param>
    public static Mdp Chain(int length = 5, double slip = 0.2, double small = 2, double large = 10, double discount = 0.99, int? horizon = null)
    {
        Compute.Require.AtLeast(length, 2, nameof(length));
        Compute.Require.Within(slip, 0, 1, nameof(slip));
        IEnumerable<(int, int, int, double)> listed =
            from state in Enumerable.Range(0, length)
            from action in (int[])[0, 1]
            from forth in (bool[])[true, false]
            select (state, action, forth ? Math.Min(state + 1, length - 1) : 0, forth == (action == 0) ? 1 - slip : slip);
        double[] rewards = [.. Enumerable.Range(0, 2 * length).Select(pair => Earned(pair / 2, pair % 2 == 0 ? 1 - slip : slip))];
        double[] initial = [1, .. new double[length - 1]];
        return new(Transitions.Of(length, 2, listed), Rewards.OfStateAction(rewards), initial, new bool[length], discount, horizon);

        double Earned(int state, double forth) => ((1 - forth) * small) + (state == length - 1 ? forth * large : 0);
    }
}
