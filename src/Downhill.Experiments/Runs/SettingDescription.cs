using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Downhill.Experiments.Runs;

/// <summary>What there is to know of one setting: enough to make a flag, a line of help, or an error message.</summary>
public sealed record SettingDescription
{
    private readonly SettingAttribute attribute;

    private SettingDescription(PropertyInfo? section, PropertyInfo property, SettingAttribute attribute, object? value)
    {
        (Section, Property, this.attribute, Default) = (section, property, attribute, value);
        Name = (section is null ? "" : Kebab(section.Name) + ".") + Kebab(property.Name);
        Type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
    }

    /// <summary>Its name: a key of the YAML file (behind the dot: inside the section before it) and, with two dashes, a flag.</summary>
    public string Name { get; }

    /// <summary>Its type: string, int, long, double, bool, an enumeration, or an array of these; of a nullable one the type beneath.</summary>
    public Type Type { get; }

    /// <summary>Whether it may be left open: <c>null</c> in YAML.</summary>
    public bool IsNullable { get; }

    /// <summary>Its value where nobody sets it.</summary>
    public object? Default { get; }

    /// <summary>The unit of its number, or "".</summary>
    public string Unit => attribute.Unit;

    /// <summary>What it does, in a few words.</summary>
    public string Help => attribute.Help;

    /// <summary>What may stand for it, in words: <c>a number above 0 s</c>, <c>one of overdamped, inertial</c>.</summary>
    public string Range => (Type.IsArray ? "a list, each " : "") + Kind(Element) + Bounds() + (Unit.Length == 0 ? "" : " " + Unit) + (IsNullable ? ", or null" : "");

    /// <summary>The type of one value: <see cref="Type"/>, or of an array the type of its elements.</summary>
    internal Type Element => Type.IsArray ? Type.GetElementType()! : Type;

    internal PropertyInfo? Section { get; }

    internal PropertyInfo Property { get; }

    /// <summary>Name and range, in one line.</summary>
    /// <returns>For example <c>step-size: a number above 0 s</c>.</returns>
    public override string ToString() => $"{Name}: {Range}";

    /// <summary>The settings of a record, in the order in which they are written there.</summary>
    /// <param name="defaults">The record, with the values that hold where nobody sets them.</param>
    /// <returns>One description for each property with a <see cref="SettingAttribute"/>, here and in the records that are its properties.</returns>
    public static IReadOnlyList<SettingDescription> Of(object defaults)
    {
        ArgumentNullException.ThrowIfNull(defaults);
        List<SettingDescription> all = [];
        foreach (PropertyInfo property in Properties(defaults.GetType()))
        {
            if (property.GetCustomAttribute<SettingAttribute>() is { } attribute)
            {
                all.Add(new(null, property, attribute, property.GetValue(defaults)));
            }
            else if (property.GetIndexParameters().Length == 0 && property.CanWrite && property.GetValue(defaults) is { } section)
            {
                all.AddRange(from inner in Properties(section.GetType())
                             let setting = inner.GetCustomAttribute<SettingAttribute>()
                             where setting is not null
                             select new SettingDescription(property, inner, setting, inner.GetValue(section)));
            }
        }

        return all;
    }

    /// <summary>The name of a property or of a member of an enumeration as users write it: <c>StepSize</c> is <c>step-size</c>.</summary>
    internal static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>Whether a number is within the bounds.</summary>
    internal bool Allows(double number) => double.IsFinite(number) && number >= attribute.Minimum && number <= attribute.Maximum && number > attribute.Above;

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(property => property.MetadataToken);

    private static string Kind(Type type) =>
        type == typeof(string) ? "text" :
        type == typeof(bool) ? "true or false" :
        type == typeof(double) ? "a number" :
        type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type).Select(Kebab)) : "a whole number";

    private string Bounds()
    {
        List<string> bounds = [];
        Add("above", attribute.Above);
        Add("from", attribute.Minimum);
        Add("to", attribute.Maximum);
        return string.Concat(bounds);

        void Add(string word, double bound)
        {
            if (double.IsFinite(bound))
            {
                bounds.Add(string.Create(CultureInfo.InvariantCulture, $" {word} {bound}"));
            }
        }
    }
}
