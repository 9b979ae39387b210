using System.Diagnostics.CodeAnalysis;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Downhill.Experiments.Runs;

/// <summary>Reads a YAML file of settings: one mapping of scalars and lists, with at most one mapping below; no tags, anchors or aliases.</summary>
internal sealed class YamlAssignments
{
    private const long LongestFile = 1 << 20;

    private readonly string file;
    private readonly Parser parser;
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly List<Assignment> assignments = [];

    private YamlAssignments(string file, string text) => (this.file, parser) = (file, new(new StringReader(text)));

    /// <summary>The assignments of a file, in its order.</summary>
    /// <exception cref="SettingException">The file cannot be read, or is not such a mapping; the message names line and column.</exception>
    internal static IReadOnlyList<Assignment> Read(string file)
    {
        string text;
        try
        {
            FileInfo info = new(file);
            text = !info.Exists ? throw new SettingException($"{file}: found no such file, expected a YAML file of settings")
                : info.Length > LongestFile ? throw new SettingException($"{file}: found {info.Length} bytes, expected a YAML file of settings of at most {LongestFile}")
                : File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"{file}: the file could not be read ({exception.Message})", exception);
        }

        return Parse(file, text);
    }

    /// <summary>The assignments of a text, in its order; <paramref name="file"/> is its name for messages.</summary>
    internal static IReadOnlyList<Assignment> Parse(string file, string text)
    {
        YamlAssignments yaml = new(file, text);
        try
        {
            yaml.ReadStream();
        }
        catch (YamlException exception)
        {
            throw yaml.Wrong(exception.Start, $"found text that is not YAML ({exception.Message}), expected lines of the form key: value", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The parser's answer to some unfinished lists; it does not say where.
            throw yaml.Wrong(yaml.parser.Current?.End ?? Mark.Empty, "found text that is not YAML, expected lines of the form key: value", exception);
        }

        return yaml.assignments;
    }

    private void ReadStream()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return;
        }

        MappingStart root = Expect<MappingStart>("lines of the form key: value");
        ReadMapping(root, "");
        parser.Consume<DocumentEnd>();
        Expect<StreamEnd>("one document");
    }

    private void ReadMapping(MappingStart mapping, string prefix)
    {
        Refuse(mapping);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            Scalar key = Expect<Scalar>("the name of a setting");
            Refuse(key);
            string name = prefix + key.Value;
            if (!keys.Add(name))
            {
                throw Wrong(key.Start, $"found {name} a second time, expected it once");
            }

            ReadValue(key, name, prefix);
        }
    }

    private void ReadValue(Scalar key, string name, string prefix)
    {
        if (Take(out MappingStart? section))
        {
            if (prefix.Length > 0)
            {
                throw Wrong(section.Start, $"found a section {name} inside a section, expected a value");
            }

            ReadMapping(section, name + ".");
        }
        else if (Take(out SequenceStart? list))
        {
            Refuse(list);
            string[] items = [.. Items()];
            assignments.Add(new(name, string.Join(",", items), Place(key.Start)) { Items = items });
        }
        else
        {
            Scalar value = Expect<Scalar>($"a value for {name}");
            Refuse(value);
            assignments.Add(new(name, value.Value, Place(value.Start)) { IsQuoted = value.Style is not ScalarStyle.Plain });
        }
    }

    private IEnumerable<string> Items()
    {
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            Scalar item = Expect<Scalar>("a value in the list");
            Refuse(item);
            yield return item.Value;
        }
    }

    private T Expect<T>(string expected)
        where T : ParsingEvent => Take(out T? found)
            ? found
            : throw Wrong(parser.Current?.Start ?? Mark.Empty, $"found {Describe(parser.Current)}, expected {expected}");

    private bool Take<T>([NotNullWhen(true)] out T? found)
        where T : ParsingEvent
    {
        found = parser.Accept<T>(out _) ? parser.Consume<T>() : null;
        return found is not null;
    }

    private static string Describe(ParsingEvent? found) => found switch
    {
        AnchorAlias => "an alias",
        Scalar scalar => $"'{scalar.Value}'",
        MappingStart => "a section",
        SequenceStart => "a list",
        DocumentStart => "a second document",
        _ => "the end",
    };

    private void Refuse(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
        {
            throw Wrong(node.Start, "found an anchor or a tag, expected a plain value");
        }
    }

    private SettingException Wrong(Mark mark, string what, Exception? cause = null) => new($"{Place(mark)}: {what}", cause);

    private string Place(Mark mark) => $"{file}:{mark.Line}:{mark.Column}";
}
