using System.Text.Json;
using Downhill.Experiments.Runs;

namespace Downhill.Cli;

/// <summary>The flags of a record of settings.</summary>
internal static class SettingFlags
{
    /// <summary>One flag for each setting, with its default, unit and range.</summary>
    internal static IEnumerable<Flag> Of(object defaults) => SettingDescription.Of(defaults).Select(setting =>
        new Flag("--" + setting.Name, Placeholder(setting), setting.Help)
        {
            Range = setting.Range.Replace(", or null", "", StringComparison.Ordinal),
            Default = Shown(setting.Default),
        });

    private static string Placeholder(SettingDescription setting) =>
        setting.Type.IsArray ? "A,B"
        : setting.Unit.Length > 0 ? setting.Unit.ToUpperInvariant()
        : setting.Type.IsEnum || setting.Type == typeof(string) ? "NAME"
        : setting.Type == typeof(double) ? "X" : "N";

    private static string Shown(object? value) => value switch
    {
        null => "",
        Enum member => JsonNamingPolicy.KebabCaseLower.ConvertName(member.ToString()),
        Array list => string.Join(',', list.Cast<object>()),
        _ => $"{value}",
    };
}
