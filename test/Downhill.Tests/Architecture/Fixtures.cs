#pragma warning disable CA1812, CA1052, CA1034, CA1823, CA1019, CA1018, MA0010, MA0047, IDE0051, IDE0052, IDE0060, CA1801, CA1822, CA1813, CA1064, CA1032, S1144 // Made to be read, not run.

namespace Downhill.Tests.Architecture.Fixtures;

/// <summary>What the fixtures use, each in a way of its own.</summary>
internal sealed class Target
{
    internal static int Number => 1;
}

internal interface ISide;

[AttributeUsage(AttributeTargets.All)]
internal sealed class MarkAttribute : Attribute;

internal sealed class OwnException : Exception;

[Mark]
internal sealed class ByAttribute;

internal sealed class ByInterface : ISide;

internal sealed class ByTypeOf
{
    internal static string Name => typeof(Target).Name;
}

internal sealed class ByGenericCall
{
    internal static object Make() => Array.Empty<Target>();
}

internal sealed class ByConstraint
{
    internal static int Count<T>(T[] items)
        where T : IEnumerable<Target> => items.Length;
}

internal sealed class ByStatic
{
    internal static int Number => Target.Number;
}

internal sealed class ByLambda
{
    internal static Func<int> Later => () => Target.Number;
}

internal sealed class ByCatch
{
    internal static int Try(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (OwnException)
        {
            return 0;
        }
    }
}

internal sealed class ByArray
{
    internal static int Length(Target[][] targets) => targets.Length;
}
