namespace Downhill.Tests.Architecture;

/// <summary>A test on every assembly of the solution: skipped, in plain words, where only this one was built.</summary>
public sealed class BuiltTheoryAttribute : TheoryAttribute
{
    public BuiltTheoryAttribute()
    {
        if (!File.Exists(FileOf("Downhill.Cli")))
        {
            Skip = "Downhill.Cli is not built; build the solution first";
        }
    }

    /// <summary>Where an assembly of the solution is built to: beside this one's project, in the same configuration.</summary>
    internal static string FileOf(string name)
    {
        string here = AppContext.BaseDirectory, slash = $"{Path.DirectorySeparatorChar}";
        string artifacts = here.Replace($"{slash}Downhill.Tests{slash}", $"{slash}{name}{slash}", StringComparison.Ordinal);
        string beside = artifacts.Replace($"{slash}test{slash}{name}{slash}", $"{slash}src{slash}{name}{slash}", StringComparison.Ordinal);
        return Path.Combine(beside, $"{name}.dll");
    }
}
