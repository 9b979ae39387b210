using Downhill.Compute;
using Downhill.Control;

namespace Downhill.Imitation;

/// <summary>An agent that learned from demonstrations, and the reward that taught it.</summary>
/// <param name="Agent">Who acts.</param>
/// <param name="Reward">What it was taught by.</param>
public sealed record Imitated(Agent Agent, LearnedReward Reward);

/// <summary>A discriminator learns to tell an expert's steps from an agent's while the agent learns to be taken for the expert.</summary>
/// <remarks>
/// What differs between the methods is stated by their names: <see cref="Gail"/>, <see cref="DiscriminatorActorCritic"/>, <see cref="Airl"/>.
/// The discriminator's update precedes the agent's, on the same batch, whose rewards are those of the discriminator as it is then, however old the steps are.
/// </remarks>
public sealed record AdversarialImitation
{
    /// <summary>The name of the method.</summary>
    public string Name { get; init; } = "";

    /// <summary>How the agent learns.</summary>
    public SoftActorCritic Learner { get; init; } = new();

    /// <summary>How it practises.</summary>
    public Practice Practice { get; init; } = new();

    /// <summary>How its steps are told from the expert's.</summary>
    public Discriminator Discriminator { get; init; } = new();

    /// <summary>What the discriminator says in a reward.</summary>
    public RewardForm Form { get; init; } = RewardForm.EitherSign;

    /// <summary>How many of the last steps batches are drawn from. Default: all that are kept.</summary>
    public int Latest { get; init => field = Require.AtLeast(value, 1); } = int.MaxValue;

    /// <summary>Whether all step sizes fall evenly towards zero over the run: in a game of two, the last state is otherwise any of a cycle. At the end about <see cref="Practice.Warming"/> / steps of them is left. Default true.</summary>
    public bool RatesFall { get; init; } = true;

    /// <summary>Generative adversarial imitation: reward −ln(1 − D), from fresh steps; an end has the value 0.</summary>
    /// <remarks>
    /// Source: J. Ho and S. Ermon (2016), arXiv:1606.03476. Differs from the source: the agent is a soft actor-critic on the last 5,000 steps, where the source
    /// has a trust region on fresh ones; the reward is the source's with the roles of D's labels exchanged; the discriminator's slope is penalised.
    /// </remarks>
    public static AdversarialImitation Gail { get; } = new()
    {
        Name = "GAIL",
        Form = RewardForm.NeverNegative,
        Latest = 5000,
        Discriminator = new() { SeesAbsorbing = false },
    };

    /// <summary>Reward ln D − ln(1 − D), from all steps that are kept, ends being steps into an absorbing state.</summary>
    /// <remarks>
    /// Source: I. Kostrikov et al. (2019), arXiv:1809.02925. Differs from the source: a soft actor-critic in place of TD3, and the value of the absorbing state in closed form.
    /// </remarks>
    public static AdversarialImitation DiscriminatorActorCritic { get; } = new() { Name = "DAC" };

    /// <summary>D̃ = g(s) + γ h(s′) − h(s) − ln π(a|s), whose g is a reward of the state alone.</summary>
    /// <remarks>
    /// Source: J. Fu, K. Luo and S. Levine (2018), arXiv:1710.11248. Differs from the source: the agent is given f and maximises its entropy at temperature 1,
    /// which is E Σ (f − ln π); and it is a soft actor-critic on the last 1,000 steps, for ln π is that of the policy now. h of an end is 0.
    /// </remarks>
    public static AdversarialImitation Airl { get; } = new()
    {
        Name = "AIRL",
        Learner = new() { Temperature = 1, LearnsTemperature = false },
        Discriminator = new() { SeesActions = false, IsShaped = true, GradientPenalty = 0 },
        Latest = 1000,
    };

    /// <summary>An agent that has learned nothing yet, and a reward that says nothing yet: what saved weights are given to.</summary>
    /// <param name="demonstrations">What the expert did.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <exception cref="ArgumentException">Discount 1 with an absorbing state.</exception>
    public Imitated Untaught(ExpertDemonstrations demonstrations, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        return new(Learner.For(demonstrations.Problem, rng.Fork(0)), new(Discriminator, demonstrations, Learner.Discount, rng.Fork(1)));
    }

    /// <summary>Imitates.</summary>
    /// <param name="demonstrations">What the expert did.</param>
    /// <param name="steps">Steps of the world.</param>
    /// <param name="rng">All that is drawn.</param>
    /// <param name="look">Is shown how it stands after each round of steps, with their number. Default: nobody.</param>
    /// <param name="stop">Ends it early.</param>
    /// <exception cref="ArgumentException">Discount 1 with an absorbing state.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public Imitated Learn(ExpertDemonstrations demonstrations, int steps, Rng rng, Action<Imitated, int>? look = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(demonstrations);
        ControlProblem problem = demonstrations.Problem;
        Imitated now = Untaught(demonstrations, rng);
        (Agent agent, LearnedReward reward) = now;
        Experience expert = new(Learner.BatchSize, problem.ObservationSize, problem.Actions.Width);
        foreach (int done in Practice.Run(agent, steps, rng.Fork(2), Teach, Latest, RateAt, stop))
        {
            look?.Invoke(now, done);
        }

        return now;

        double RateAt(int update) => RatesFall ? Math.Max(0, 1 - (update / (Practice.Updates * steps))) : 1;

        void Teach(Experience batch, int update)
        {
            double rate = RateAt(update);
            demonstrations.Draw(expert, rng.Fork(3).Fork(update));
            reward.Learn(expert, batch, agent, rng.Fork(4).Fork(update), rate);
            reward.Write(batch, Form);
        }
    }
}
