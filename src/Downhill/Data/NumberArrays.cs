namespace Downhill.Data;

/// <summary>The arrays of a NumPy file as numbers, all in memory.</summary>
internal sealed class NumberArrays : IDisposable
{
    private readonly ArrayFile arrays;

    /// <summary>Opens a file.</summary>
    /// <exception cref="DataException">It is damaged.</exception>
    internal NumberArrays(string file) => (File, arrays) = (file, new ArrayFile(file));

    /// <summary>The file, as the user named it.</summary>
    internal string File { get; }

    public void Dispose() => arrays.Dispose();

    /// <summary>Whether there is an array of this name.</summary>
    internal bool Has(string name) => Array.Exists(arrays.Arrays, array => array.Name == name);

    /// <summary>An array.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="expected">What is expected of it, in words.</param>
    /// <param name="axes">How many axes it may have.</param>
    /// <exception cref="DataException">There is none, it holds no finite numbers, or has other axes.</exception>
    internal (long[] Shape, double[] Values) Read(string name, string expected, params int[] axes)
    {
        ArrayEntry array = Array.Find(arrays.Arrays, array => array.Name == name)
            ?? throw Wrong($"found no array '{name}' among {string.Join(", ", arrays.Arrays.Select(array => array.Name))}, expected {expected}");
        if (!array.Header.IsNumeric || !axes.Contains(array.Header.Shape.Length))
        {
            throw array.Wrong($"found {(array.Header.IsNumeric ? $"the shape {array.Header.Axes}" : $"elements of type {DataRows.Quoted(array.Header.Description)}")}, expected {expected}");
        }

        double[] values = new double[checked((int)array.Header.Count)];
        using NpyElements elements = new(arrays, array, 1);
        for (int i = 0; i < values.Length; i++)
        {
            elements.Go(i);
            values[i] = elements.Number(0);
            _ = double.IsFinite(values[i]) ? 0 : throw array.Wrong($"found {values[i]} as element {i}, expected {expected}, all finite");
        }

        return (array.Header.Shape, values);
    }

    /// <summary>An array of whole numbers.</summary>
    /// <exception cref="DataException">As for numbers, or one is not whole.</exception>
    internal (long[] Shape, int[] Values) ReadWhole(string name, string expected, params int[] axes)
    {
        (long[] shape, double[] values) = Read(name, expected, axes);
        int wrong = Array.FindIndex(values, value => value != Math.Floor(value) || Math.Abs(value) > int.MaxValue);
        return wrong < 0 ? (shape, [.. values.Select(value => (int)value)]) : throw Wrong($"array '{name}': found {values[wrong]:R} as element {wrong}, expected {expected}, all whole");
    }

    /// <summary>A complaint about the file.</summary>
    internal DataException Wrong(string what) => new(File, null, null, what);
}
