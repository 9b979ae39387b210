using System.Globalization;

namespace Downhill.Cli;

/// <summary>Numbers of things, in words.</summary>
internal static class Counted
{
    /// <summary>For example <c>1 point</c> and <c>12,000 points</c>.</summary>
    internal static string Of(long count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {thing}{(count == 1 ? "" : "s")}");
}
