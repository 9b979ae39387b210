using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class TableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_that_are_not_asked_for_are_carried_along_as_written()
    {
        Table table = TableReader.Read(folder.Write(",id,x,note,y\n0,007,1,\"a, b\",2\n1,008,3,,4\n"), ["y", "x"]);
        Assert.Equal([2, 1, 4, 3], table.Numbers("y", "x"));
        TableWriter.Write(folder.File("out.csv"), table.With(new NumberColumn("energy", [0.5, 1.5]), new NumberColumn("y", [0, 0])));
        Assert.Equal("id,x,note,y,energy\n007,1,\"a, b\",0,0.5\n008,3,,0,1.5\n", File.ReadAllText(folder.File("out.csv")));
    }

    [Fact]
    public void Without_names_every_column_is_numbers()
    {
        Assert.Equal([1, 2], TableReader.Read(folder.Write("x,y\n1,2\n")).Numbers("x", "y"));
        Assert.Equal((2L, (int?)3), Place(() => TableReader.Read(folder.Write("x,y\n1,b\n"))));
    }

    [Fact]
    public void Bad_tables_are_refused_at_the_right_place()
    {
        Assert.Equal((2L, (int?)1), Place(() => TableReader.Read(folder.Write("x,y\n"))));
        Assert.Equal((1L, (int?)1), Place(() => TableReader.Read(folder.Write("x,y\n1,2\n"), ["z"])));
        Assert.Equal((3L, (int?)2), Place(() => TableReader.Read(folder.Write("x,y\n1,2\n1\n"), ["x"])));
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.csv.gz")]
    public void Numbers_come_back_to_the_bit(string name)
    {
        Random random = new(42);
        double[] numbers = [.. Enumerable.Range(0, 2_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite)];
        TableWriter.Write(folder.File(name), new Table(new NumberColumn("x", numbers)));
        Assert.Equal(numbers, TableReader.Read(folder.File(name)).Numbers("x"));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(folder.File(name)) is [0x1f, 0x8b, ..]);
        Assert.Equal([folder.File(name)], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Tracks_come_back_as_they_were()
    {
        Trajectory[] tracks = [new("a;b", [0, 0.1], [1, 2, 3, 4], ["x", "y"]), new(" \"c\"", [5, 6, 7], [1, 2, 3, 4, 5, 6], ["x", "y"])];
        TableWriter.Write(folder.File("tracks.csv"), tracks);
        TrackSet back = TrackReader.Read(folder.File("tracks.csv"));
        Assert.Equal(["a;b", "\"c\""], back.Trajectories.Select(track => track.Name));
        Assert.Equal(tracks.SelectMany(track => track.Times), back.Trajectories.SelectMany(track => track.Times));
        Assert.Equal(tracks.SelectMany(track => track.Values), back.Trajectories.SelectMany(track => track.Values));
        Assert.Throws<ArgumentException>(() => TableWriter.Write(folder.File("none.csv"), Array.Empty<Trajectory>()));
    }

    [Fact]
    public void Tables_that_are_not_rectangular_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Table());
        Assert.Throws<ArgumentException>(() => new Table(new NumberColumn("x", [1]), new NumberColumn("y", [1, 2])));
        Assert.Throws<ArgumentException>(() => new Table(new NumberColumn("x", [1]), new TextColumn("x", ["1"])));
        Assert.Throws<ArgumentException>(() => new Table(new TextColumn("x", ["1"])).Numbers("x"));
    }

    private static (long?, int?) Place(Action read)
    {
        DataException exception = Assert.Throws<DataException>(read);
        return (exception.Line, exception.Column);
    }
}
