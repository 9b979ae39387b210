namespace Downhill.Data;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name in the header.</param>
public abstract record Column(string Name)
{
    /// <summary>How many rows it has.</summary>
    public abstract int Rows { get; }
}

/// <summary>A column of numbers.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Values">One number for each row, shape [rows].</param>
public sealed record NumberColumn(string Name, double[] Values) : Column(Name)
{
    /// <inheritdoc/>
    public override int Rows => Values.Length;
}

/// <summary>A column that is carried along as it is written.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Values">One text for each row, shape [rows].</param>
public sealed record TextColumn(string Name, string[] Values) : Column(Name)
{
    /// <inheritdoc/>
    public override int Rows => Values.Length;
}

/// <summary>Named columns of equal length.</summary>
public sealed record Table
{
    /// <summary>A table of these columns, in this order.</summary>
    /// <param name="columns">At least one; distinct names, equal lengths.</param>
    /// <exception cref="ArgumentException">There is no column, the lengths differ, or a name comes twice.</exception>
    public Table(params Column[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.Any(column => column.Rows != columns[0].Rows))
        {
            throw new ArgumentException("A table has at least one column, and all have the same number of rows.", nameof(columns));
        }

        if (columns.DistinctBy(column => column.Name).Count() != columns.Length)
        {
            throw new ArgumentException($"The names of columns must differ: {string.Join(", ", columns.Select(column => column.Name))}.", nameof(columns));
        }

        Columns = columns;
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>How many rows each column has.</summary>
    public int Rows => Columns[0].Rows;

    /// <summary>The rows of some columns of numbers, row-major, shape [rows, names].</summary>
    /// <param name="names">Columns of numbers, in the order wanted.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">There is no column of numbers with that name.</exception>
    public double[] Numbers(params ReadOnlySpan<string> names)
    {
        double[] values = new double[Rows * names.Length];
        for (int column = 0; column < names.Length; column++)
        {
            double[] source = NumberColumn(names[column]).Values;
            for (int row = 0; row < source.Length; row++)
            {
                values[row * names.Length + column] = source[row];
            }
        }

        return values;
    }

    /// <summary>This table with more columns behind its own; one whose name it has already takes that one's place.</summary>
    /// <param name="columns">Columns of <see cref="Rows"/> rows.</param>
    /// <returns>A new table that shares the columns.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public Table With(params Column[] columns)
    {
        List<Column> all = [.. Columns];
        foreach (Column column in columns)
        {
            int place = all.FindIndex(other => other.Name == column.Name);
            if (place < 0)
            {
                all.Add(column);
            }
            else
            {
                all[place] = column;
            }
        }

        return new([.. all]);
    }

    private NumberColumn NumberColumn(string name) =>
        Columns.OfType<NumberColumn>().FirstOrDefault(column => column.Name == name)
        ?? throw new ArgumentException($"There is no column of numbers called {name}.", nameof(name));
}
