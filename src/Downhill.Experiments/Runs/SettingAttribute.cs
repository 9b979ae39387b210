namespace Downhill.Experiments.Runs;

/// <summary>Makes a property a setting: a key of the YAML configuration and a flag of the command line.</summary>
/// <param name="help">What it does, in a few words without a full stop.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string help) : Attribute
{
    /// <summary>What it does, in a few words.</summary>
    public string Help => help;

    /// <summary>The unit of its number. Default "": none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The least number allowed. Default −∞: none.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The largest number allowed. Default +∞: none.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The number that must be exceeded. Default −∞: none.</summary>
    public double Above { get; init; } = double.NegativeInfinity;
}
