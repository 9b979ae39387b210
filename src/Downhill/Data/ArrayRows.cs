using System.Globalization;
using System.Text;

namespace Downhill.Data;

/// <summary>The frames of NumPy arrays as rows, one at a time: track after track, frame after frame.</summary>
/// <remarks>Arrays are read from front to back, side by side, and only those that are asked for; the few that stand for whole tracks or for the frames of every track are held.</remarks>
internal sealed class ArrayRows : DataRows
{
    private readonly ArrayFile arrays;
    private readonly ArrayLayout[] layouts;
    private readonly string origin;
    private readonly Dictionary<ArrayEntry, NpyElements> open = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ArrayEntry, byte[][]> held = new(ReferenceEqualityComparer.Instance);
    private byte[] label = [];
    private int at;
    private long row = -1;

    /// <summary>Opens a file and finds its columns.</summary>
    /// <exception cref="DataException">The file is damaged, or its arrays are no tracks.</exception>
    internal ArrayRows(string file, IReadOnlyList<string> wanted, string[] roles)
        : base(file)
    {
        arrays = new ArrayFile(file);
        try
        {
            (ArrayGroup[] groups, origin) = ArrayGroups.Of(arrays.Arrays, wanted);
            ArrayLayout first = ArrayLayout.Of(file, groups[0], wanted, roles);
            layouts = [first, .. groups.Skip(1).Select(group => ArrayLayout.Of(file, group, wanted, roles).InOrderOf(first, file))];
            Header = [.. first.Fields.Select(field => field.Name)];
            CheckDistinct();
        }
        catch
        {
            arrays.Dispose();
            throw;
        }
    }

    internal override string[] Header { get; }

    internal override long Line => 0;

    internal override bool IsPadded => true;

    private ArrayLayout Layout => layouts[at];

    internal override DataFingerprint Fingerprint() => DataFingerprint.Of(File);

    internal override bool Read()
    {
        row++;
        while (row >= Layout.Tracks * Layout.Frames)
        {
            if (at == layouts.Length - 1)
            {
                return false;
            }

            Close();
            (at, row) = (at + 1, 0);
        }

        if (row % Layout.Frames == 0)
        {
            string number = (row / Layout.Frames).ToString(CultureInfo.InvariantCulture);
            label = Encoding.UTF8.GetBytes(Layout.Track is not { } group ? number : Layout.Tracks > 1 ? $"{group}/{number}" : group);
        }

        return true;
    }

    internal override ReadOnlySpan<byte> Text(int field)
    {
        ArrayField from = Layout.Fields[field];
        return from.Array is null ? label
            : from.Spread == ArraySpread.Row ? Elements(from).Text(from.Component)
            : Held(from.Array)[IndexOf(from)];
    }

    internal override bool IsNumber(int field) => Layout.Fields[field].Array?.Header.IsNumeric == true;

    internal override bool IsNaN(int field) => IsNumber(field) && double.IsNaN(Value(field));

    internal override double Number(int field)
    {
        string expected = $"expected a finite number in column {Quoted(Header[field])}";
        double value = IsNumber(field) ? Value(field) : throw Wrong(field, $"found {Quoted(Encoding.UTF8.GetString(Text(field)))}, {expected}, name another column");
        return double.IsFinite(value) ? value
            : throw Wrong(field, $"found {value.ToString(CultureInfo.InvariantCulture)}, {expected}, correct it (only where every number of a frame is NaN has a track ended)");
    }

    internal override int[] Fields(string name)
    {
        int[] columns = [.. Enumerable.Range(0, Header.Length).Where(field => Layout.Fields[field] is { Array: not null, Member: { } member } && member == name && name.Length > 0)];
        return Header.Contains(name) || columns.Length == 0 ? [Field(name)] : columns;
    }

    internal override DataException Wrong(int field, string what)
    {
        ArrayField from = Layout.Fields[field];
        long frame = row % Layout.Frames, track = row / Layout.Frames;
        long[] index = from.Spread switch
        {
            ArraySpread.Track => [track],
            ArraySpread.Frame => [frame],
            _ => [.. (long[])(Layout.Tracks == 1 && from.Array?.Header.Shape.Length < 3 ? [frame] : [track, frame]), .. (long[])(from.Width > 1 ? [from.Component] : [])],
        };
        string place = $"[{string.Join(", ", index)}]";
        return from.Array is not { } array ? new(File, null, null, $"track {Quoted(Encoding.UTF8.GetString(label))}: {what}")
            : array.Name.Length == 0 ? new(File, null, null, $"at {place}: {what}")
            : new(File, null, null, $"array {Quoted(array.Name)} at {place}: {what}");
    }

    internal override DataException WrongAt(long line, string what) => new(File, null, null, what);

    internal override DataException WrongAtEnd(string what) => new(File, null, null, what);

    internal override string OriginOf(int field) => Layout.Fields[field].Array is null ? origin : Header[field];

    public override void Dispose()
    {
        Close();
        arrays.Dispose();
    }

    private double Value(int field)
    {
        ArrayField from = Layout.Fields[field];
        return from.Spread == ArraySpread.Row ? Elements(from).Number(from.Component)
            : double.Parse(Encoding.UTF8.GetString(Held(from.Array!)[IndexOf(from)]), CultureInfo.InvariantCulture);
    }

    private long IndexOf(ArrayField field) => field.Spread == ArraySpread.Frame ? row % Layout.Frames : row / Layout.Frames;

    private NpyElements Elements(ArrayField field)
    {
        if (!open.TryGetValue(field.Array!, out NpyElements? elements))
        {
            open.Add(field.Array!, elements = new NpyElements(arrays, field.Array!, field.Width));
        }

        elements.Go(row);
        return elements;
    }

    private byte[][] Held(ArrayEntry array)
    {
        if (!held.TryGetValue(array, out byte[][]? texts))
        {
            using NpyElements elements = new(arrays, array, 1);
            texts = new byte[array.Header.Count][];
            for (long i = 0; i < texts.LongLength; i++)
            {
                elements.Go(i);
                texts[i] = elements.Text(0).ToArray();
            }

            held.Add(array, texts);
        }

        return texts;
    }

    private void Close()
    {
        foreach (NpyElements elements in open.Values)
        {
            elements.Dispose();
        }

        open.Clear();
        held.Clear();
    }

    private void CheckDistinct()
    {
        if (Header.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new DataException(File, null, null, $"found a second column {Quoted(twice.Key)}, expected distinct names, rename one of the arrays");
        }
    }
}
