using Downhill.Compute;

namespace Downhill.Control;

/// <summary>One that acts, and learns to act better; one caller at a time.</summary>
public abstract class Agent
{
    private protected Agent(SoftActorCritic settings, ControlProblem problem)
    {
        (Settings, Problem) = (settings, problem);
        Temperature = settings.Temperature;
        double entropy = problem.Actions.IsDiscrete ? 0.3 * Math.Log(problem.Actions.Width) : -problem.Actions.Width;
        TargetEntropy = settings.TargetEntropy ?? entropy;
        LogTemperature = new LearnedArray("log_temperature", [(float)Math.Log(settings.Temperature)]);
    }

    /// <summary>How it learns.</summary>
    public SoftActorCritic Settings { get; }

    /// <summary>What it acts in.</summary>
    public ControlProblem Problem { get; }

    /// <summary>α now, in units of the reward.</summary>
    public double Temperature { get; private set; }

    /// <summary>The mean entropy of the policy over the last batch, in nats; of a vector an estimate.</summary>
    public double Entropy { get; private protected set; }

    /// <summary>What it does what it thinks best by, averaged as <see cref="SoftActorCritic.Settling"/> says: of vectors the policy's network, of one of n both critics.</summary>
    public IReadOnlyList<Parameter> Weights => LearnedArray.Stored(Settled.Arrays);

    private protected double TargetEntropy { get; }

    private protected abstract SettledWeights Settled { get; }

    private LearnedArray LogTemperature { get; }

    /// <summary>Writes what it does.</summary>
    /// <param name="observations">What it sees, shape [n, ObservationSize].</param>
    /// <param name="actions">Where to, shape [n, Width].</param>
    /// <param name="rng">What it draws from.</param>
    /// <param name="isGreedy">Whether it does what it thinks best instead: the middle of the Gaussian, the likeliest action.</param>
    /// <param name="isSettled">Whether by weights that are averaged as <see cref="SoftActorCritic.Settling"/> says; what it thinks best always is.</param>
    public abstract void Act(ReadOnlySpan<float> observations, Span<float> actions, Rng rng, bool isGreedy = false, bool isSettled = false);

    /// <summary>Does what other weights think best from now on, such as were saved; what it goes on learning is as it was.</summary>
    /// <param name="weights">As <see cref="Weights"/>.</param>
    /// <exception cref="ArgumentException">One is missing, or of another size.</exception>
    public void Take(IReadOnlyList<Parameter> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        LearnedArray.Take(Settled.Arrays, weights);
    }

    /// <summary>Learns from steps, once.</summary>
    /// <param name="batch">The steps, with the rewards that are to be learned from.</param>
    /// <param name="rng">What it draws from.</param>
    /// <param name="rate">What the step sizes are multiplied by. Default 1.</param>
    public abstract void Learn(Experience batch, Rng rng, double rate = 1);

    /// <summary>Writes ln π(a|s), of a vector the density in [−1, 1]ⁿ.</summary>
    /// <param name="batch">Whose observations and actions.</param>
    /// <param name="logarithms">Where to, shape [Count].</param>
    public abstract void LogProbability(Experience batch, Span<float> logarithms);

    /// <summary>∂/∂ ln α of α (H − H̄): α falls where the entropy is above its target.</summary>
    private protected void MoveTemperature(double rate)
    {
        if (Settings.LearnsTemperature)
        {
            Span<float> slope = [(float)(Temperature * (Entropy - TargetEntropy))];
            LogTemperature.Step(slope, rate * Settings.StepSize);
            Temperature = Math.Exp(LogTemperature.Values[0]);
        }
    }
}
