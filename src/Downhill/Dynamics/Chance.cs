using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>Uniform numbers from normal ones, and what tests are made of.</summary>
internal static class Chance
{
    /// <summary>1 with probability min(1, e^gain), else 0; 0 where the gain is no number.</summary>
    /// <remarks>Half the squared norm of two normal numbers is −ln of a uniform one.</remarks>
    internal static Node Below(Node gain, int stream, Node time) => Less(LogUniform(gain, stream, time), gain);

    /// <summary>A number uniform on (0, 1) for each row of <paramref name="like"/>.</summary>
    internal static Node Uniform(Node like, int stream, Node time) => Exp(LogUniform(like, stream, time));

    /// <summary>A count of zero for each row of x.</summary>
    internal static Node NoneYet(Node x, int width = 1) => Repeat(0 * Slice(x, 0, 1), x.Shape with { Width = width });

    private static Node LogUniform(Node like, int stream, Node time) => -0.5 * SquaredNorm(Normal(like.Shape with { Width = 2 }, stream, time));
}
