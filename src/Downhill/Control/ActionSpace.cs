using Downhill.Compute;

namespace Downhill.Control;

/// <summary>What can be done: one of a number of actions, or a vector between −1 and 1.</summary>
/// <remarks>
/// An action is <see cref="Width"/> numbers either way: a single 1 at the place of the one that was chosen, or the vector itself,
/// which a problem scales to its own unit. So networks read both alike.
/// </remarks>
/// <param name="Width">Numbers of an action: how many there are to choose from, or the dimension of the vector.</param>
/// <param name="IsDiscrete">Whether one of them is chosen.</param>
public readonly record struct ActionSpace(int Width, bool IsDiscrete)
{
    /// <summary>One of <paramref name="count"/>.</summary>
    public static ActionSpace OneOf(int count) => new(Require.AtLeast(count, 1), true);

    /// <summary>A vector in [−1, 1]ⁿ.</summary>
    public static ActionSpace Vector(int dimension) => new(Require.AtLeast(dimension, 1), false);

    /// <summary>The action that was chosen: the place of the largest number.</summary>
    public static int Chosen(ReadOnlySpan<float> action)
    {
        int best = 0;
        for (int i = 1; i < action.Length; i++)
        {
            best = action[i] > action[best] ? i : best;
        }

        return best;
    }

    /// <summary>Writes an action drawn uniformly from all.</summary>
    /// <param name="action">Where to, shape [Width].</param>
    /// <param name="rng">Its random numbers.</param>
    public void Draw(Span<float> action, Rng rng)
    {
        if (IsDiscrete)
        {
            action.Clear();
            action[rng.Below(0, Width)] = 1;
            return;
        }

        for (int i = 0; i < Width; i++)
        {
            action[i] = (float)((2 * rng.Uniform(i)) - 1);
        }
    }
}
