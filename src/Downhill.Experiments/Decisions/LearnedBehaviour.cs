using Downhill.Compute;
using Downhill.Control;
using Downhill.Data;
using Downhill.Imitation;

namespace Downhill.Experiments.Decisions;

/// <summary>What was learned in an environment: who acts, and the reward that taught it.</summary>
/// <param name="Rule">Who acts, as it thinks best.</param>
/// <param name="Policy">By which weights.</param>
/// <param name="Reward">The reward, or null where the method finds none.</param>
internal sealed record LearnedBehaviour(ActionRule Rule, IReadOnlyList<Parameter> Policy, LearnedReward? Reward)
{
    internal const string PolicyFile = "policy.safetensors", RewardFile = "reward.safetensors";

    internal static LearnedBehaviour Of(Imitated found) => new(Trials.Best(found.Agent), found.Agent.Weights, found.Reward);

    /// <summary>Whether a directory holds what was learned, all of it.</summary>
    internal static bool IsIn(string directory) => File.Exists(Path.Combine(directory, PolicyFile));

    /// <summary>Saves the weights, those of the policy last.</summary>
    /// <exception cref="ArithmeticException">They are not finite.</exception>
    internal void Save(string directory)
    {
        IReadOnlyList<Parameter> reward = Reward?.Weights ?? [];
        if (!Policy.Concat(reward).SelectMany(parameter => parameter.Values).All(double.IsFinite))
        {
            throw new ArithmeticException("learning diverged: found a weight that is not finite, expected finite ones; try another --seed, or --method cloning");
        }

        if (Reward is not null)
        {
            Write(Path.Combine(directory, RewardFile), reward);
        }

        Write(Path.Combine(directory, PolicyFile), Policy);
    }

    /// <summary>Reads what was saved.</summary>
    internal static LearnedBehaviour Load(string directory, EnvironmentMethod method, ExpertDemonstrations shown, Rng rng)
    {
        string file = Path.Combine(directory, PolicyFile);
        try
        {
            IReadOnlyList<Parameter> policy = Read(file);
            if (method.Imitation is not { } imitation)
            {
                return new(EnvironmentMethod.Cloning.RuleOf(shown.Problem, policy), policy, null);
            }

            Imitated found = imitation.Untaught(shown, rng);
            found.Agent.Take(policy);
            file = Path.Combine(directory, RewardFile);
            found.Reward.Take(Read(file));
            return Of(found);
        }
        catch (ArgumentException exception)
        {
            throw new DataException(file, null, null, exception.Message, exception);
        }
    }

    private static void Write(string file, IReadOnlyList<Parameter> parameters) =>
        SafeTensors.Write(file, parameters.Select(parameter => StoredTensor.Of<float>(parameter.Name, [parameter.Height, parameter.Width], [.. parameter.Values.Select(value => (float)value)])));

    private static Parameter[] Read(string file) =>
        [.. SafeTensors.Read(file).Tensors.Values.Where(tensor => tensor.Type == StoredType.F32 && tensor.Shape.Length == 2).Select(tensor => new Parameter(tensor.Name, tensor.Shape[0], tensor.Shape[1], [.. tensor.ToArray<float>().Select(value => (double)value)]))];
}
