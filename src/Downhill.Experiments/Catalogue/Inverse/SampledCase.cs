using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.InverseStudies;

/// <summary>The error of a reward found from policies that are only known from sampled decisions.</summary>
internal sealed record SampledCase(string Words, int[] Decisions, double[][] Errors)
{
    private const int Fitted = 1000;

    private static readonly int[] Numbers = [100, 300, 1000, 3000, 10_000, 30_000, 100_000];

    internal double[] Means => [.. Errors.Select(sets => Math.Sqrt(sets.Average(e => e * e)))];

    /// <summary>p of error as nᵖ, and its standard error over the sets.</summary>
    internal (double Slope, double Error) Slope
    {
        get
        {
            int[] late = [.. Enumerable.Range(0, Decisions.Length).Where(i => Decisions[i] >= Fitted)];
            double[] x = [.. late.Select(i => Math.Log(Decisions[i]))];
            double[] each = [.. Enumerable.Range(0, Errors[0].Length).Select(set => Slopes.Of(x, [.. late.Select(i => Math.Log(Errors[i][set]))]))];
            double mean = each.Average();
            return (mean, Math.Sqrt(each.Sum(p => (p - mean) * (p - mean)) / (each.Length - 1) / each.Length));
        }
    }

    internal static IEnumerable<SampledCase> All(int sets, ExperimentContext context)
    {
        Mdp first = First(context);
        (string Words, Mdp Second)[] cases = [("δ = 1", Mixed(1, context)), ("δ = 0.1", Mixed(0.1, context)), ("δ = 0.01", Mixed(0.01, context)), ("discount 0.5", first.With(0.5, null))];
        foreach ((string words, Mdp second) in cases)
        {
            context.Stop.ThrowIfCancellationRequested();
            context.Tell($"sampled decisions: {words}");
            Identification identification = Identification.Of([first, second]);
            Policy[] policies = [SoftValues.Of(first).Policy, SoftValues.Of(second).Policy];
            double[] truth = RoomAnswer.Centred(first.Rewards.Values);
            yield return new(words, Numbers, [.. Numbers.Select(n => Enumerable.Range(0, sets).Select(set =>
            {
                Rng rng = context.Rng.Fork(711).Fork(set).Fork(n);
                Rewards found = identification.Explain([.. policies.Select((policy, k) => Counted(policy, n, rng.Fork(k)))]).Reward;
                return Math.Sqrt(truth.Zip(found.Values, (a, b) => (a - b) * (a - b)).Average());
            }).ToArray())]);
        }
    }

    /// <summary>1/σ where the second environment differs by a share δ.</summary>
    internal static double Amplification(double share, ExperimentContext context) => Identification.Of([First(context), Mixed(share, context)]).Amplification;

    internal JsonObject ToJson() => new()
    {
        ["second"] = Words,
        ["decisions"] = new JsonArray([.. Decisions.Select(n => JsonValue.Create(n))]),
        ["error"] = new JsonArray([.. Means.Select(e => JsonValue.Create(e))]),
    };

    private static Mdp First(ExperimentContext context) => RankCase.Draw(context.Rng.Fork(702).Fork(0));

    private static Mdp Mixed(double share, ExperimentContext context)
    {
        Mdp first = First(context), other = RankCase.Draw(context.Rng.Fork(702).Fork(1));
        return new(Transitions.Of(first.States, first.Actions, Listed(first, 1 - share).Concat(Listed(other, share))), first.Rewards, first.Initial, first.Terminal, first.Discount);
    }

    private static IEnumerable<(int, int, int, double)> Listed(Mdp mdp, double share) =>
        from pair in Enumerable.Range(0, mdp.States * mdp.Actions)
        from i in Enumerable.Range(mdp.Transitions.Starts[pair], mdp.Transitions.Starts[pair + 1] - mdp.Transitions.Starts[pair])
        select (pair / mdp.Actions, pair % mdp.Actions, mdp.Transitions.Next[i], share * mdp.Transitions.Probabilities[i]);

    // n decisions in each state, with half a decision more for each action, so that none is never taken.
    private static Policy Counted(Policy policy, int n, Rng rng)
    {
        double[] table = new double[policy.States * policy.Actions];
        for (int state = 0; state < policy.States; state++)
        {
            double[] counts = new double[policy.Actions];
            for (int i = 0; i < n; i++)
            {
                double u = rng.Uniform(((long)state * n) + i);
                int action = 0;
                for (; action < policy.Actions - 1 && u >= policy.At(state)[action]; action++)
                {
                    u -= policy.At(state)[action];
                }

                counts[action]++;
            }

            for (int action = 0; action < policy.Actions; action++)
            {
                table[(state * policy.Actions) + action] = (counts[action] + 0.5) / (n + (0.5 * policy.Actions));
            }
        }

        return new(policy.States, policy.Actions, table);
    }
}
