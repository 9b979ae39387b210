using Downhill.Data;

namespace Downhill.Mdps;

/// <summary>Decision processes in files: JSON, or arrays of NumPy.</summary>
/// <remarks>
/// <para>
/// JSON: <c>{"states": S, "actions": A, "horizon": H or null, "discount": γ, "initial": [S numbers], "transitions": [[s, a, s′, p], …],
/// "terminal": [s, …], "rewards": [[s, r], …] or [[s, a, r], …] or [[s, a, s′, r], …]}</c>, counted from 0; what is not listed is zero.
/// Marks of all states, true or false, may stand for the terminal ones.
/// </para>
/// <para>
/// Arrays: <c>transitions</c> of shape [S, A, S], or [n, 4] with rows (s, a, s′, p) and then a scalar <c>actions</c>; <c>rewards</c> of shape
/// [S], [S, A] or [S, A, S], or, beside rows, <c>transition_rewards</c> of shape [n]; <c>initial</c> and <c>terminal</c> (marks) of shape [S];
/// scalars <c>discount</c> and, where there is one, <c>horizon</c>.
/// </para>
/// <para>Steps of a terminal state to itself are dropped.</para>
/// </remarks>
public static class MdpFile
{
    /// <summary>Reads a process.</summary>
    /// <param name="file">JSON, gzipped or not, or arrays of NumPy; whatever its name.</param>
    /// <exception cref="DataException">It is none; the message says where, and what was expected.</exception>
    public static Mdp Read(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return ArrayFile.IsOne(file) ? MdpArrays.Read(file) : new MdpJson(file).Read();
    }

    /// <summary>Writes a process: arrays where the name ends in <c>.npz</c>, else JSON.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="mdp">What; it reads back to the same numbers.</param>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void Write(string file, Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(mdp);
        if (file.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            MdpArrays.Write(file, mdp);
        }
        else
        {
            DurableFile.WriteText(file, MdpText.Of(mdp));
        }
    }

    /// <summary>Writes rewards alone, as the file of a process lists them: <c>[[s, r], …]</c>, <c>[[s, a, r], …]</c> or <c>[[s, a, s′, r], …]</c>.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="mdp">Whose rewards.</param>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void WriteRewards(string file, Mdp mdp)
    {
        ArgumentNullException.ThrowIfNull(mdp);
        DurableFile.WriteText(file, MdpText.Rewards(mdp) + "\n");
    }

    /// <summary>Writes a policy: <c>[[t or null, s, a, p], …]</c>, what is never done left out.</summary>
    /// <param name="file">Where to; an existing file is replaced.</param>
    /// <param name="policy">What.</param>
    /// <exception cref="DataException">The file could not be written; what was there before is still there.</exception>
    public static void WritePolicy(string file, Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        DurableFile.WriteText(file, MdpText.Policy(policy) + "\n");
    }
}
