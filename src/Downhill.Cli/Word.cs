namespace Downhill.Cli;

/// <summary>A word behind a verb that is not a flag.</summary>
/// <param name="Name">What stands for it in the help.</param>
/// <param name="Help">What it is, in a few words.</param>
/// <param name="IsRequired">Whether it must be given.</param>
internal sealed record Word(string Name, string Help, bool IsRequired = true)
{
    public override string ToString() => IsRequired ? Name : $"[{Name}]";
}
