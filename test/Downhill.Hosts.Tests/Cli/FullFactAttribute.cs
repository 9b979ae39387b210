namespace Downhill.Hosts.Tests.Cli;

/// <summary>A test that takes minutes: test/full.sh runs it.</summary>
public sealed class FullFactAttribute : FactAttribute
{
    public FullFactAttribute() => Skip = Environment.GetEnvironmentVariable("DOWNHILL_FULL") == "1" ? null! : "takes minutes; test/full.sh runs it";
}
