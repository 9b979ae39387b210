using System.Globalization;
using System.Text;

namespace Downhill.Mdps;

/// <summary>A process as JSON, a row of a list on a line; numbers have the fewest digits that read back to the same bits.</summary>
internal static class MdpText
{
    internal static string Of(Mdp mdp)
    {
        string terminal = string.Join(", ", Enumerable.Range(0, mdp.States).Where(state => mdp.Terminal[state]));
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{{\n\"states\": {mdp.States},\n\"actions\": {mdp.Actions},\n\"horizon\": {mdp.Horizon?.ToString(CultureInfo.InvariantCulture) ?? "null"},\n\"discount\": {mdp.Discount:R},\n");
        text.Append(CultureInfo.InvariantCulture, $"\"initial\": [{string.Join(", ", mdp.Initial.Select(p => p.ToString("R", CultureInfo.InvariantCulture)))}],\n\"terminal\": [{terminal}],\n");
        text.Append("\"transitions\": ").Append(List(Steps(mdp).Select(step => Row(step.State, step.Action, step.Next, mdp.Transitions.Probabilities[step.At])))).Append(",\n");
        return text.Append("\"rewards\": ").Append(Rewards(mdp)).Append("\n}\n").ToString();
    }

    internal static string Rewards(Mdp mdp) => List(mdp.Rewards.Kind switch
    {
        RewardKind.State => mdp.Rewards.Values.Select((r, state) => Row(state, r)),
        RewardKind.StateAction => mdp.Rewards.Values.Select((r, pair) => Row(pair / mdp.Actions, pair % mdp.Actions, r)),
        RewardKind.Transition => Steps(mdp).Select(step => Row(step.State, step.Action, step.Next, mdp.Rewards.Values[step.At])),
        _ => throw new InvalidOperationException($"{mdp.Rewards.Kind} is no kind of reward."),
    });

    internal static string Policy(Policy policy) => List(
        from t in Enumerable.Range(0, policy.Horizon ?? 1)
        from state in Enumerable.Range(0, policy.States)
        from action in Enumerable.Range(0, policy.Actions)
        let p = policy.At(state, t)[action]
        where p > 0
        select string.Create(CultureInfo.InvariantCulture, $"[{(policy.Horizon is null ? "null" : t)}, {state}, {action}, {p:R}]"));

    private static IEnumerable<(int State, int Action, int Next, int At)> Steps(Mdp mdp)
    {
        for (int pair = 0; pair < mdp.States * mdp.Actions; pair++)
        {
            for (int i = mdp.Transitions.Starts[pair]; i < mdp.Transitions.Starts[pair + 1]; i++)
            {
                yield return (pair / mdp.Actions, pair % mdp.Actions, mdp.Transitions.Next[i], i);
            }
        }
    }

    private static string Row(params double[] numbers) => $"[{string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}]";

    private static string List(IEnumerable<string> rows)
    {
        string all = string.Join(",\n", rows);
        return all.Length == 0 ? "[]" : $"[\n{all}\n]";
    }
}
