namespace Downhill.Report;

/// <summary>How numbers are laid along an axis.</summary>
public enum Scale
{
    /// <summary>Equal differences take equal lengths.</summary>
    Linear,

    /// <summary>Equal ratios take equal lengths; numbers of zero and below are left out.</summary>
    Log,
}
