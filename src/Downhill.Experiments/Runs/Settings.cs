using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>Fills a record of settings from a YAML file and from <c>key=value</c>, and writes it back as YAML.</summary>
/// <remarks>
/// A setting is an <c>init</c> property with a <see cref="SettingAttribute"/>; a property that is itself a record with settings
/// is a section. Nothing in a file names a type.
/// </remarks>
public static class Settings
{
    /// <summary>The defaults, changed by a file, changed by assignments, the last one winning.</summary>
    /// <typeparam name="T">A record with settings.</typeparam>
    /// <param name="defaults">What holds where nobody says otherwise; it is not changed.</param>
    /// <param name="file">A YAML file, or null.</param>
    /// <param name="assignments">Flags and overrides, in order.</param>
    /// <returns>A new record.</returns>
    /// <exception cref="SettingException">An unknown key (the nearest is named), a value of the wrong type or out of range, or a file that is not YAML.</exception>
    public static T Read<T>(T defaults, string? file, IEnumerable<Assignment> assignments)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(defaults);
        IReadOnlyList<Assignment> written = file is null ? [] : YamlAssignments.Read(file);
        return Apply(defaults, written.Concat(assignments));
    }

    /// <summary>The defaults, changed by assignments, the last one winning.</summary>
    /// <typeparam name="T">A record with settings.</typeparam>
    /// <param name="defaults">What holds where nobody says otherwise; it is not changed.</param>
    /// <param name="assignments">Flags and overrides, in order.</param>
    /// <returns>A new record.</returns>
    /// <exception cref="SettingException">An unknown key (the nearest is named), or a value of the wrong type or out of range.</exception>
    public static T Apply<T>(T defaults, IEnumerable<Assignment> assignments)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(defaults);
        ArgumentNullException.ThrowIfNull(assignments);
        IReadOnlyList<SettingDescription> settings = SettingDescription.Of(defaults);
        T result = (T)Clone(defaults);
        foreach (PropertyInfo section in settings.Select(setting => setting.Section).OfType<PropertyInfo>().Distinct())
        {
            section.SetValue(result, Clone(section.GetValue(result)!));
        }

        foreach (Assignment assignment in assignments)
        {
            SettingDescription setting = Find(settings, assignment);
            object target = setting.Section?.GetValue(result) ?? result;
            Set(setting, target, SettingValue.Of(setting, assignment), assignment);
        }

        return result;
    }

    /// <summary>The settings as YAML, one a line in the order of the record, ending in a line feed; <see cref="Read"/> gives the same record back.</summary>
    /// <param name="settings">A record with settings.</param>
    /// <returns>The text of a file.</returns>
    public static string ToYaml(object settings)
    {
        StringBuilder yaml = new();
        PropertyInfo? section = null;
        foreach (SettingDescription setting in SettingDescription.Of(settings))
        {
            if (setting.Section is not null && setting.Section != section)
            {
                yaml.Append(SettingDescription.Kebab(setting.Section.Name)).Append(":\n");
            }

            section = setting.Section;
            yaml.Append(section is null ? "" : "  ").Append(SettingDescription.Kebab(setting.Property.Name)).Append(": ").Append(SettingValue.ToYaml(setting.Default)).Append('\n');
        }

        return yaml.ToString();
    }

    private static SettingDescription Find(IReadOnlyList<SettingDescription> settings, Assignment assignment) =>
        settings.FirstOrDefault(setting => setting.Name == assignment.Key)
        ?? throw new SettingException($"{assignment.Where}: found no setting '{assignment.Key}', {NearestName.Advice(assignment.Key, settings.Select(setting => setting.Name))}");

    private static void Set(SettingDescription setting, object target, object? value, Assignment assignment)
    {
        try
        {
            setting.Property.SetValue(target, value);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is ArgumentException wrong)
        {
            throw new SettingException($"{assignment.Where}: found {assignment.Text} for {setting.Name}: {wrong.Message}", wrong);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!);
        }
    }

    // What the keyword "with" calls: records have it, and it is the only way to copy one without knowing its type.
    private static object Clone(object record) =>
        record.GetType().GetMethod("<Clone>$")?.Invoke(record, null)
        ?? throw new ArgumentException($"{record.GetType().Name} must be a record.", nameof(record));
}
