namespace Downhill.Experiments.Runs;

/// <summary>A value given to a setting, and where that was done.</summary>
/// <param name="Key">The name of the setting.</param>
/// <param name="Text">The value as it was written; of a list the values with commas between.</param>
/// <param name="Where">The place for messages: <c>--dt</c>, <c>dt=1</c> or <c>run.yaml:3:5</c>.</param>
public sealed record Assignment(string Key, string Text, string Where)
{
    /// <summary>The values of a YAML list, or null.</summary>
    internal IReadOnlyList<string>? Items { get; init; }

    /// <summary>Whether it was written in quotes, so that it is text and not null, a number or a truth value.</summary>
    internal bool IsQuoted { get; init; }

    /// <summary>An override of the form <c>key=value</c>.</summary>
    /// <param name="text">What was typed.</param>
    /// <returns>The assignment.</returns>
    /// <exception cref="SettingException">There is no equals sign, or nothing before it.</exception>
    public static Assignment Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int place = text.IndexOf('=', StringComparison.Ordinal);
        return place > 0
            ? new(text[..place].Trim(), text[(place + 1)..], text)
            : throw new SettingException($"{text}: found no setting to change, expected key=value");
    }
}
