using Downhill.Data;

namespace Downhill.Tests.Data;

/// <summary>What is wrong with a file, and where the message says so.</summary>
public sealed class BadTracksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, string, long, int, string> Bad => new()
    {
        { "empty", "", 1, 1, "empty file" },
        { "only blank lines", "\n \n\n", 1, 1, "empty file" },
        { "header only", "t,x\n", 2, 1, "no row below the header" },
        { "header and blanks only", "t,x\n\n\n", 2, 1, "no row below the header" },
        { "no header", "1,2\n3,4\n", 1, 1, "the number '1'" },
        { "repeated column", "t,x,x\n0,1,1\n1,1,1\n", 1, 5, "second column 'x'" },
        { "text", "t,x\n0,1\n1,abc\n", 3, 3, "'abc'" },
        { "text in quotes after a blank line", "t,x\n\n0,1\n1, \"a,b\"\n", 4, 4, "'a,b'" },
        { "empty field", "t,x,y\n0,1,2\n1,,2\n", 3, 3, "an empty field" },
        { "decimal comma", "t;x\n0;1\n1;1,5\n", 3, 3, "found '1,5', expected a finite number in column 'x', write every decimal comma as a point" },
        { "decimal commas only", "x;y\n1,5;2,3\n1,6;2,4\n", 2, 1, "no number among the positions" },
        { "decimal commas between commas", "t,x\n0,1\n1,1,5\n", 3, 5, "3 fields, expected 2 as in the header, complete or remove the row, and write decimals with a point" },
        { "short row behind semicolons", "t;x;y\n0;1;2\n1;1\n", 3, 4, "2 fields, expected 3" },
        { "repeated time behind tabs", "track\tt\tx\na\t0\t1\na\t0\t2\n", 3, 3, "a second time" },
        { "only columns that keep books", "t,mass,size_px\n0,1,2\n1,2,3\n", 2, 1, "(mass, size_px were left out because of the name)" },
        { "two numbers in one field", "t,x\n0,1\n1,2 3\n", 3, 3, "'2 3'" },
        { "NaN", "t,x\n0,1\n1,NaN\n", 3, 3, "'NaN'" },
        { "infinity", "t,x\n0,1\n1,-Infinity\n", 3, 3, "'-Infinity'" },
        { "a number beyond double", "t,x\n0,1\n1,1e400\n", 3, 3, "'1e400'" },
        { "NaN as time", "t,x\n0,1\nNaN,1\n", 3, 1, "'NaN'" },
        { "place after letters beyond ASCII", "track,t,x\nééé,0,1\nééé,1,?\n", 3, 7, "'?'" },
        { "short row", "t,x,y\n0,1,2\n1,1\n", 3, 4, "2 fields, expected 3" },
        { "long row", "t,x\n0,1\n1,1,7\n", 3, 5, "3 fields, expected 2" },
        { "one frame of each track", "track,t,x\na,0,1\nb,0,2\nc,0,1\n", 2, 1, "one frame only of track 'a' and of each of the 2 others" },
        { "one frame in all", "t,x\n0,1\n", 2, 1, "one frame in all" },
        { "repeated time", "t,x\n0,1\n0,2\n", 3, 1, "a second time" },
        { "decreasing time", "x,t\n0,1\n0,0.5\n", 3, 3, "0.5 s after 1 s" },
        { "decreasing time in a track that comes back", "track,t,x\na,1,0\nb,0,0\na,0,0\nb,1,0\n", 4, 3, "0 s after 1 s" },
        { "no name of a track", "track,t,x\n,0,1\n,1,2\n", 2, 1, "the name of a track" },
        { "no column of numbers", "t,x\n0,a\n1,b\n", 2, 1, "no number among the positions" },
        { "an open quote", "t,x\n0,1\n1,\"2\n2,3\n", 3, 5, "a quote that is not closed" },
        { "text after a quote", "t,x\n0,1\n1,\"2\"3\n", 3, 6, "text after a closing quote" },
        { "a quote inside a field", "t,x\n0,1\n1,2\"3\n", 3, 4, "a quote inside a field" },
        { "binary", "\u0001\u0002\0\0,x\n0,1\n", 1, 1, "not text" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void A_bad_file_is_refused_at_the_right_place(string name, string text, long line, int column, string found)
    {
        string file = folder.Write(text);
        DataException exception = Assert.Throws<DataException>(() => TrackReader.Read(file));
        Assert.StartsWith($"{file}:{line}:", exception.Message, StringComparison.Ordinal);
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
        Assert.Equal((name, line, (int?)column), (name, exception.Line, exception.Column));
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Fact]
    public void What_is_not_a_readable_file_is_refused()
    {
        Assert.Contains("no such file", Refused(folder.File("missing.csv")).Message, StringComparison.Ordinal);
        Assert.Contains("a directory", Refused(folder.Path).Message, StringComparison.Ordinal);
        Assert.Contains("gzip", Refused(folder.Write([0x1f, 0x8b, 8])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_column_is_answered_with_the_nearest()
    {
        string file = folder.Write("segment,t,theta,omega\ns,0,1,2\ns,1,2,3\n");
        Assert.Contains("did you mean 'theta'?", Refused(file, new() { Columns = ["thetha"] }).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'segment'?", Refused(file, new() { Track = "Segment" }).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 't'?", Refused(file, new() { Time = "tt" }).Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'omega'?", Refused(file, new() { Velocity = ["omgea"] }).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("did you mean", Refused(file, new() { Columns = ["position"] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_cannot_mean_two_things_and_velocities_go_with_positions()
    {
        string file = folder.Write("segment,t,theta,omega\ns,0,1,2\ns,1,2,3\n");
        Assert.Contains("two meanings", Refused(file, new() { Track = "segment", Columns = ["theta", "theta"] }).Message, StringComparison.Ordinal);
        Assert.Contains("two meanings", Refused(file, new() { Time = "t", Columns = ["t"] }).Message, StringComparison.Ordinal);
        Assert.Contains("as many of each", Refused(folder.Write("x,y,v,w,t\n1,2,3,4,5\n"), new() { Columns = ["x"], Velocity = ["v", "w"] }).Message, StringComparison.Ordinal);
        Assert.Contains("as many of each", Refused(folder.Write("x,y,v\n1,2,3\n1,2,3\n"), new() { Velocity = ["v"] }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        string file = folder.File("long.csv");
        using (StreamWriter writer = new(file))
        {
            writer.Write("t,x\n0,");
            for (int i = 0; i < 1_000; i++)
            {
                writer.Write(new string('1', 10_000));
            }
        }

        Assert.Equal(2, Refused(file).Line);
    }

    [Fact]
    public void A_message_is_one_line_whatever_the_file_is_called() =>
        Assert.DoesNotContain(Refused(folder.File("a\nb\u2028c.csv")).Message, character => char.IsControl(character) || character == '\u2028');

    private static DataException Refused(string file, TrackFormat? format = null) => Assert.Throws<DataException>(() => TrackReader.Read(file, format));
}
