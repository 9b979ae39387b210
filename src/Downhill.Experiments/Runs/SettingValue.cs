using System.Globalization;
using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>Turns what was written for a setting into its value, and back.</summary>
internal static class SettingValue
{
    /// <summary>The value of an assignment.</summary>
    /// <exception cref="SettingException">What was written is of another type, or out of range.</exception>
    internal static object? Of(SettingDescription setting, Assignment assignment)
    {
        if (setting.IsNullable && assignment.Items is null && !assignment.IsQuoted && assignment.Text is "" or "null" or "Null" or "NULL" or "~")
        {
            return null;
        }

        if (setting.Type.IsArray)
        {
            return List(setting, assignment);
        }

        // In YAML, a number in quotes is text.
        bool fits = assignment.Items is null && (setting.Type == typeof(string) || !assignment.IsQuoted);
        return fits ? Single(setting, assignment.Text, assignment) : throw Wrong(setting, assignment, assignment.Items is null ? $"'{assignment.Text}' in quotes" : "a list");
    }

    /// <summary>The value as YAML writes it.</summary>
    internal static string ToYaml(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => YamlText.Quoted(text),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        Enum member => SettingDescription.Kebab(member.ToString()),
        Array list => $"[{string.Join(", ", list.Cast<object>().Select(ToYaml))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static Array List(SettingDescription setting, Assignment assignment)
    {
        string text = assignment.Text.Trim();
        string[] items = assignment.Items is { } given ? [.. given]
            : text is "" or "[]" ? []
            : [.. (text is ['[', .., ']'] ? text[1..^1] : text).Split(',').Select(item => item.Trim())];
        Array list = Array.CreateInstance(setting.Element, items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            list.SetValue(Single(setting, items[i], assignment), i);
        }

        return list;
    }

    private static object Single(SettingDescription setting, string text, Assignment assignment)
    {
        object? value = Parsed(setting.Element, text.Trim());
        return value switch
        {
            _ when setting.Element == typeof(string) => text,
            null => throw Wrong(setting, assignment, $"'{text}'" + Hint(setting.Element, text)),
            int or long or double when !setting.Allows(Convert.ToDouble(value, CultureInfo.InvariantCulture)) => throw Wrong(setting, assignment, text.Trim()),
            _ => value,
        };
    }

    private static object? Parsed(Type type, string text)
    {
        if (type == typeof(int))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
        }

        if (type == typeof(long))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
        }

        if (type == typeof(double))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
        }

        if (type == typeof(bool))
        {
            return text is "true" or "True" or "TRUE" ? true : text is "false" or "False" or "FALSE" ? false : null;
        }

        return type.IsEnum && Array.Find(Enum.GetNames(type), name => SettingDescription.Kebab(name) == text) is { } member ? Enum.Parse(type, member) : null;
    }

    private static string Hint(Type type, string text) =>
        type.IsEnum && NearestName.Among(text, Enum.GetNames(type).Select(SettingDescription.Kebab)) is { } near ? $" (did you mean {near}?)" : "";

    private static SettingException Wrong(SettingDescription setting, Assignment assignment, string found) =>
        new($"{assignment.Where}: found {found} for {setting.Name}, expected {setting.Range}");
}
