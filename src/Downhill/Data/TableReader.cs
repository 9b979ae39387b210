using System.Text;

namespace Downhill.Data;

/// <summary>Reads a table of points from a text file (CSV, gzipped or not) or from arrays of NumPy, whose columns are named as <see cref="TrackReader"/> says.</summary>
public static class TableReader
{
    /// <summary>Every column of a file, those in <paramref name="numbers"/> as numbers, the others as they are written.</summary>
    /// <param name="file">A CSV file, plain or gzipped, or arrays of NumPy; whatever its name.</param>
    /// <param name="numbers">The columns that must be there and hold finite numbers; null: all must hold finite numbers.</param>
    /// <returns>The columns in the order of the file, at least one row; memory O(numbers and texts).</returns>
    /// <exception cref="DataException">The file cannot be used; the message names file, line and column.</exception>
    public static Table Read(string file, IReadOnlyList<string>? numbers = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        using DataRows rows = DataRows.Open(file, numbers ?? []);
        int[] wanted = numbers is null ? [.. Enumerable.Range(0, rows.Header.Length)] : [.. numbers.Select(rows.Field)];
        Builder[] columns = [.. rows.Header.Select((name, field) => new Builder(name, field, wanted.Contains(field)))];
        while (rows.Read())
        {
            foreach (Builder column in columns)
            {
                column.Take(rows);
            }
        }

        return columns[0].Rows > 0
            ? new([.. columns.Where(column => column.IsNamed).Select(column => column.Build())])
            : throw rows.WrongAtEnd($"found no row{(rows.Line > 0 ? " below the header" : "")}, expected at least one point, check that the file was written to its end");
    }

    private sealed class Builder(string name, int field, bool isNumber)
    {
        private readonly List<double> numbers = [];
        private readonly List<string> texts = [];

        internal int Rows => numbers.Count + texts.Count;

        // A column without a name, such as the row numbers that data frames write, says nothing that could be asked for.
        internal bool IsNamed => name.Length > 0;

        internal void Take(DataRows rows)
        {
            if (isNumber && IsNamed)
            {
                numbers.Add(rows.Number(field));
            }
            else
            {
                texts.Add(Encoding.UTF8.GetString(rows.Text(field)));
            }
        }

        internal Column Build() => isNumber ? new NumberColumn(name, [.. numbers]) : new TextColumn(name, [.. texts]);
    }
}
