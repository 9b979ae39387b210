namespace Downhill.Compute;

/// <summary>A table of rows that one graph runs on: points, particles, pairs. Equal names are the same table; its length is given per call.</summary>
/// <param name="Name">What a row of the table is.</param>
public sealed record Rows(string Name)
{
    /// <summary>The table that an energy's points live in unless another is named.</summary>
    public static Rows Points { get; } = new("points");
}

/// <summary>Which row of <paramref name="Owner"/> each row of <paramref name="Part"/> belongs to: an integer per part-row, given per call.</summary>
/// <param name="Name">The name under which the integers are given.</param>
/// <param name="Part">The table that has an owner: particles of a frame, negatives of a positive.</param>
/// <param name="Owner">The table that is pointed to.</param>
public sealed record RowIndex(string Name, Rows Part, Rows Owner)
{
    /// <summary>From which table to which, for messages.</summary>
    public override string ToString() => $"from {Part.Name} to {Owner.Name}";
}
