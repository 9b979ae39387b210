using System.Buffers.Binary;
using System.IO.Compression;
using Downhill.Data;

namespace Downhill.Tests.Data;

/// <summary>Tracks in NumPy arrays: what each shape means, and what is said of one that is damaged.</summary>
public sealed class ArraysTests : IDisposable
{
    private const double NaN = double.NaN;

    // Written by NumPy 1.24, numpy.savez_compressed: a/t '>f4' 0, 0.5, 1; a/y '<f8' 0 … 5 as [3, 2] in Fortran order;
    // b/t '<i8' 0, 1; b/y '>i4' 6 … 9 as [2, 2]; dt, a single number.
    private const string WrittenByNumPy =
        "UEsDBBQAAAAIAAAAIQCIbA+2TAAAAIwAAAAHABQAYS90Lm5weQEAEACMAAAAAAAAAEwAAAAAAAAAm+wX6hsQychQxlCtnpJanFykbqWgbpNmoq6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAv"
        + "kaxjqaOgq1ChQALgYIsGdgaLAHAFBLAwQUAAAACAAAACEAsuVueFYAAACwAAAABwAUAGEveS5ucHkBABAAsAAAAAAAAABWAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSY"
        + "F59flJIKEg8pKk0FChdnJBakArkaxjoKRpo6CrUK5AMuBlTgAKEEoPQHewjNAeWLOAAAUEsDBBQAAAAIAAAAIQB+avvJSQAAAJAAAAAHABQAYi90Lm5weQEAEACQAAAAAAAAAEkAAAAAAAAAm+wX6h"
        + "sQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaRjqaOgq1ChQALgYoYITSAFBLAwQUAAAACAAAACEA9w/WB1IAAACQAAAABwAUAGIveS5ucHkBABAAkAAA"
        + "AAAAAABSAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6XaaKuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CkaaOgq1CmQDLgYGBjYgZgdiDiDmBABQSwMEFAAAAAgAAAAhAAC8Dh"
        + "JIAAAAiAAAAAYAFABkdC5ucHkBABAAiAAAAAAAAABIAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TZqGuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5Gpo6CrUKFAGuWTNBYKc9AFBL"
        + "AQIUAxQAAAAIAAAAIQCIbA+2TAAAAIwAAAAHAAAAAAAAAAAAAACAAQAAAABhL3QubnB5UEsBAhQDFAAAAAgAAAAhALLlbnhWAAAAsAAAAAcAAAAAAAAAAAAAAIABhQAAAGEveS5ucHlQSwECFAMUAA"
        + "AACAAAACEAfmr7yUkAAACQAAAABwAAAAAAAAAAAAAAgAEUAQAAYi90Lm5weVBLAQIUAxQAAAAIAAAAIQD3D9YHUgAAAJAAAAAHAAAAAAAAAAAAAACAAZYBAABiL3kubnB5UEsBAhQDFAAAAAgAAAAh"
        + "AAC8DhJIAAAAiAAAAAYAAAAAAAAAAAAAAIABIQIAAGR0Lm5weVBLBQYAAAAABQAFAAgBAAChAgAAAAA=";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_archive_that_NumPy_wrote_is_read_a_folder_a_track()
    {
        TrackSet set = TrackReader.Read(folder.Write(Convert.FromBase64String(WrittenByNumPy), "a.npz"));
        Assert.Equal(["a", "b"], set.Trajectories.Select(track => track.Name));
        Assert.Equal(["y0", "y1"], set.Columns);
        Assert.Equal([0, 0.5, 1], set.Trajectories[0].Times);
        Assert.Equal([0, 1, 2, 3, 4, 5], set.Trajectories[0].Values);
        Assert.Equal([0, 1], set.Trajectories[1].Times);
        Assert.Equal([6, 7, 8, 9], set.Trajectories[1].Values);
        Assert.Equal("columns y0, y1; track from the folders of the archive; time from t", set.Choice);
        Assert.Empty(set.Warnings);
    }

    [Theory]
    [InlineData("y0,y1", "", "y0 y1", "0 1 2 3 4 5")]
    [InlineData("y", "", "y0 y1", "0 1 2 3 4 5")]
    [InlineData("y1", "y0", "y1 y0", "1 0 3 2 5 4")]
    [InlineData("x1", "", "x1", "1 3 5")]
    [InlineData("angle", "speed", "angle speed", "0 1 2 3 4 5")]
    public void Columns_of_an_array_have_numbers_or_the_names_asked_for(string columns, string velocity, string names, string values)
    {
        string file = folder.Write(Convert.FromBase64String(WrittenByNumPy), "a.npz");
        TrackSet set = TrackReader.Read(file, new() { Columns = columns.Split(','), Velocity = velocity.Split(',', StringSplitOptions.RemoveEmptyEntries) });
        Assert.Equal(names.Split(' '), set.Trajectories[0].Columns);
        Assert.Equal(values, string.Join(' ', set.Trajectories[0].Values));
    }

    [Fact]
    public void An_array_of_two_indices_is_one_track_and_of_three_several()
    {
        TrackSet one = TrackReader.Read(folder.Write(Npy.Of([1, 2, 3, 4, 5, 6], 3, 2), "one.npy"), new() { Dt = 0.5 });
        Assert.Equal("one.npy: 3 frames of x0, x1", Assert.Single(one.Trajectories).ToString());
        Assert.Equal([0, 0.5, 1], one.Trajectories[0].Times);

        TrackSet several = TrackReader.Read(folder.Write(Npy.Of([1, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), "whatever.dat"), new() { Columns = ["u", "v"] });
        Assert.Equal(["0: 2 frames of u, v", "1: 2 frames of u, v"], several.Trajectories.Select(track => track.ToString()));
        Assert.Equal([5, 6, 7, 8], several.Trajectories[1].Values);

        TrackSet thin = TrackReader.Read(folder.Write(Npy.Of([1, 2, 3], 3), "thin.npy"));
        Assert.Equal("thin.npy: 3 frames of x0", Assert.Single(thin.Trajectories).ToString());
    }

    [Fact]
    public void Frames_that_are_all_NaN_end_a_track_and_NaN_elsewhere_is_refused()
    {
        double[] padded = [1, 2, 3, 4, NaN, NaN, 5, 6, 7, 8, 9, 10, NaN, NaN, NaN, NaN, NaN, NaN, 1, 1, NaN, NaN, NaN, NaN];
        TrackSet set = TrackReader.Read(folder.Write(Npy.Of(padded, 4, 3, 2)));
        Assert.Equal([2, 3], set.Trajectories.Select(track => track.Frames));
        Assert.Contains(set.Warnings, warning => warning.Contains("track '3' has one frame only", StringComparison.Ordinal));

        Assert.Contains("at [0, 1, 0]: found NaN", Refused(Npy.Of([1, 2, NaN, 4, 5, 6, 7, 8], 2, 2, 2)), StringComparison.Ordinal);
        Assert.Contains("at [0, 2, 0]: found a number in track '0' behind a frame that is all NaN", Refused(Npy.Of([1, 2, NaN, NaN, 5, 6, 7, 8, 9, 1, 2, 3], 2, 3, 2)), StringComparison.Ordinal);
        Assert.Contains("at [1, 0]: found Infinity", Refused(Npy.Of([1, 2, double.PositiveInfinity, 4], 2, 2)), StringComparison.Ordinal);
        Assert.Contains("array 'b/y' at [1, 1]: found NaN", Refused(Npy.Archive(CompressionLevel.Fastest, ("a/y", Npy.Of([1, 2, 3, 4], 2, 2)), ("b/y", Npy.Of([1, 2, 3, NaN], 2, 2)))), StringComparison.Ordinal);
        Assert.Contains("found no frame that is a number", Refused(Npy.Of([NaN, NaN], 2, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_by_name_are_columns_over_the_frames_of_one_track_or_of_several()
    {
        byte[] flat = Npy.Archive(CompressionLevel.NoCompression, ("x", Npy.Of([1, 2, 3], 3)), ("mass", Npy.Of([7, 7, 7], 3)), ("t", Npy.Of([0, 2, 4], 3)), ("y", Npy.Of([4, 5, 6], 3)));
        TrackSet one = TrackReader.Read(folder.Write(flat, "flat.npz"));
        Assert.Equal([1, 4, 2, 5, 3, 6], Assert.Single(one.Trajectories).Values);
        Assert.Equal([0, 2, 4], one.Trajectories[0].Times);
        Assert.Equal("columns x, y; the whole file one track; time from t; left out mass", one.Choice);

        byte[] tables = Npy.Archive(
            CompressionLevel.Fastest,
            ("x", Npy.Of([1, 2, 3, 4], 2, 2)),
            ("y", Npy.Of([5, 6, 7, 8], 2, 2)),
            ("clock", Npy.Of([0, 0.1], 2)),
            ("who", Npy.Raw("<U2", false, [2], [.. "a\0\0\0é\0\0\0"u8[..4], .. "\0\0\0\0"u8, .. new byte[] { 0xE9, 0, 0, 0, 66, 0, 0, 0 }])));
        TrackSet several = TrackReader.Read(folder.Write(tables, "tables.npz"), new() { Columns = ["x", "y"], Time = "clock", Track = "who" });
        Assert.Equal(["a", "éB"], several.Trajectories.Select(track => track.Name));
        Assert.Equal([3, 7, 4, 8], several.Trajectories[1].Values);
        Assert.Equal([0, 0.1], several.Trajectories[1].Times);
        Assert.Contains("which may be columns [tracks, frames] or tracks [frames, d]", Refused(tables), StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_whose_names_differ_in_digits_or_whose_lengths_differ_are_a_track_each()
    {
        TrackSet numbered = TrackReader.Read(folder.Write(Npy.Archive(CompressionLevel.Fastest, ("arr_0", Npy.Of([1, 2, 3, 4], 2, 2)), ("arr_1", Npy.Of([5, 6, 7, 8], 2, 2)))));
        Assert.Equal(["arr_0: 2 frames of x0, x1", "arr_1: 2 frames of x0, x1"], numbered.Trajectories.Select(track => track.ToString()));
        TrackSet ragged = TrackReader.Read(folder.Write(Npy.Archive(CompressionLevel.Fastest, ("one", Npy.Of([1, 2], 2, 1)), ("two", Npy.Of([1, 2, 3], 3, 1)))), new() { Columns = ["q"] });
        Assert.Equal(["one: 2 frames of q", "two: 3 frames of q"], ragged.Trajectories.Select(track => track.ToString()));
    }

    [Fact]
    public void A_column_that_is_only_found_behind_prefixes_makes_a_track_of_each()
    {
        byte[] archive = Npy.Archive(
            CompressionLevel.Fastest,
            ("run_1_t", Npy.Of([0, 1], 2)),
            ("run_1_q_deg", Npy.Of([1, 2], 2)),
            ("run_2_t", Npy.Of([0, 1, 2], 3)),
            ("run_2_q_deg", Npy.Of([3, 4, 5], 3)),
            ("note", Npy.Of([1], 1)));
        TrackSet set = TrackReader.Read(folder.Write(archive), new() { Columns = ["q_deg"] });
        Assert.Equal(["run_1: 2 frames of q_deg", "run_2: 3 frames of q_deg"], set.Trajectories.Select(track => track.ToString()));
        Assert.Equal([0, 1, 2], set.Trajectories[1].Times);
    }

    [Theory]
    [InlineData("f2")]
    [InlineData("f4")]
    [InlineData("f8")]
    [InlineData("i1")]
    [InlineData("i2")]
    [InlineData("i4")]
    [InlineData("i8")]
    [InlineData("u1")]
    [InlineData("u8")]
    public void Every_type_in_both_byte_orders_both_index_orders_and_all_versions_reads_the_same(string type)
    {
        // Small numbers, exact in every type; the sign only where there is one.
        double[] numbers = [.. Enumerable.Range(0, 24).Select(i => (double)(type[0] == 'u' ? i : i - 12))];
        foreach ((bool big, bool fortran, int version) in from big in (bool[])[false, true] from fortran in (bool[])[false, true] from version in (int[])[1, 2, 3] select (big, fortran, version))
        {
            // Element (i, j, k) of [2, 3, 4] stands at i + 2 j + 6 k in Fortran's order, at 12 i + 4 j + k in C's.
            IEnumerable<double> ordered = fortran ? from k in Enumerable.Range(0, 4) from j in Enumerable.Range(0, 3) from i in Enumerable.Range(0, 2) select numbers[(i * 12) + (j * 4) + k] : numbers;
            byte[] array = Npy.Raw((big ? ">" : "<") + type, fortran, [2, 3, 4], [.. ordered.SelectMany(number => Bytes(number, type, big))], version);
            Assert.Equal(numbers, TrackReader.Read(folder.Write(array)).Trajectories.SelectMany(track => track.Values));
        }
    }

    [Fact]
    public void Doubles_come_back_to_the_bit()
    {
        Random random = new(31);
        double[] numbers = [.. Enumerable.Range(0, 9_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue))).Where(double.IsFinite)];
        string file = folder.Write(Npy.Archive(CompressionLevel.Optimal, ("x", Npy.Of(numbers, numbers.Length))));
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), TrackReader.Read(file).Trajectories[0].Values.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void Points_are_read_from_arrays_too()
    {
        Table named = TableReader.Read(folder.Write(Npy.Archive(CompressionLevel.Fastest, ("y", Npy.Of([3, 4], 2)), ("x", Npy.Of([1, 2], 2)), ("who", Npy.Raw("|S1", false, [2], "ab"u8.ToArray())))), ["x", "y"]);
        Assert.Equal([1, 3, 2, 4], named.Numbers("x", "y"));
        Assert.Equal(["a", "b"], Assert.Single(named.Columns.OfType<TextColumn>()).Values);
        Assert.Equal([1, 2, 3, 4], TableReader.Read(folder.Write(Npy.Of([1, 2, 3, 4], 2, 2)), ["x", "y"]).Numbers("x", "y"));
        Assert.Contains("found no column 'x'", Assert.Throws<DataException>(() => TableReader.Read(folder.Write(Npy.Of([1, 2, 3], 1, 3)), ["x", "y"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_tracks_in_a_folder_are_several_tracks()
    {
        TrackSet set = TrackReader.Read(folder.Write(Npy.Archive(CompressionLevel.Fastest, ("a/y", Npy.Of([1, 2, 3, 4], 2, 2, 1)), ("b/y", Npy.Of([5, 6], 1, 2, 1)))));
        Assert.Equal(["a/0", "a/1", "b"], set.Trajectories.Select(track => track.Name));
        Assert.Equal([3, 4], set.Trajectories[1].Values);
    }

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "a", Npy.Archive(CompressionLevel.Fastest, ("y", Npy.Of([1, 2, 3, 4], 2, 2)), ("y0", Npy.Of([5, 6], 2))), "found a second column 'y0'" },
        { "a.npy", [], "found an array that is cut short" },
        { "a.npz", [], "found no whole zip archive of arrays" },
        { "a.npy", "x,y\n1,2\n"u8.ToArray(), "found bytes that are no array" },
        { "a.npz", "x,y\n1,2\n"u8.ToArray(), "found no whole zip archive of arrays" },
        { "a", Npy.Raw("<f8", false, [3, 2], new byte[40]), "found 40 bytes of elements, expected 48 for the shape [3, 2]" },
        { "a", Npy.Raw("<f8", false, [3, 2], new byte[56]), "found 56 bytes of elements, expected 48" },
        { "a", Npy.Raw("<f8", false, [2000000000, 2000000000], new byte[8]), "expected one that a file can hold" },
        { "a", Npy.Raw("<f8", false, [1000000000, 2], new byte[8]), "found 8 bytes of elements, expected 16000000000" },
        { "a", Npy.Raw("<f8", false, [], new byte[8]), "found no array of numbers with at least one index" },
        { "a", Npy.Raw("<f8", false, [0, 2], []), "found no frame in the arrays" },
        { "a", Npy.Raw("<f8", false, [2, 0], []), "found no number among the positions" },
        { "a", Npy.Raw("<f8", false, [1, 2], new byte[16]), "found one frame in all" },
        { "a", Npy.Raw("<f8", false, [2, 5000], new byte[80_000]), "found 5000 columns, expected at most 4096" },
        { "a", Npy.Raw("<f8", false, [2, 2, 2, 2], new byte[128]), "found an array of shape [2, 2, 2, 2], expected [frames], [frames, d] or [tracks, frames, d]" },
        { "a", Npy.Raw("|O", false, [2], new byte[16]), "found Python objects" },
        { "a", Npy.Raw("<c16", false, [1], new byte[16]), "found elements of type '<c16'" },
        { "a", Npy.Raw("<f8", false, [2], new byte[16], version: 4), "found version 4.0 of the format" },
        { "a", Npy.Headed("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'shape': (3,), }", new byte[16]), "found a head that cannot be read" },
        { "a", Npy.Headed("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}", new byte[16]), "found a head that cannot be read" },
        { "a", Npy.Headed("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}", new byte[16]), "found a head that cannot be read" },
        { "a", Npy.Headed("__import__('os')", new byte[16]), "found a head that cannot be read" },
        { "a", Npy.Headed(new string(' ', 100_000), [], 2), "found a head of 10" },
        { "a", Npy.Archive(CompressionLevel.Fastest), "found no array of numbers" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", Npy.Of([1], 1)), ("x", Npy.Of([1], 1))), "found a second array 'x'" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", "hm"u8.ToArray())), "array 'x': found an array that is cut short" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", Npy.Raw("<f8", false, [9], new byte[8]))), "array 'x': found 8 bytes of elements, expected 72" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", Npy.Raw("|O", false, [2], new byte[16]))), "array 'x': found Python objects" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", Npy.Of([1, 2], 2)), ("y", Npy.Of([1, 2, 3], 3))), "found arrays of different lengths (x [2], y [3])" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("a/x", Npy.Of([1, 2], 2)), ("b/y", Npy.Of([1, 2], 2))), "found no column 'x' of track 'b'" },
        { "a", Npy.Archive(CompressionLevel.Fastest, ("x", Npy.Of([1, 2, 3], 3)), ("t", Npy.Of([0, 1, 1], 3))), "array 't' at [2]: found time 1 s a second time" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Bad_arrays_are_refused_in_one_line(string name, byte[] bytes, string found)
    {
        string file = folder.Write(bytes, name);
        DataException exception = Assert.Throws<DataException>(() => TrackReader.Read(file));
        Assert.StartsWith($"{file}: ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(found, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(exception.Message, char.IsControl);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Every_cut_and_every_flip_of_an_archive_is_found_or_changes_nothing(CompressionLevel level)
    {
        double[] numbers = [.. Enumerable.Range(0, 40).Select(i => Math.Sin(i))];
        byte[] archive = Npy.Archive(level, ("t", Npy.Of([.. Enumerable.Range(0, 20).Select(i => (double)i)], 20)), ("y", Npy.Of(numbers, 20, 2)));
        for (int length = 0; length < archive.Length; length++)
        {
            string file = folder.Write(archive[..length], "cut.npz");
            Assert.StartsWith(file, Assert.Throws<DataException>(() => TrackReader.Read(file)).Message, StringComparison.Ordinal);
        }

        int found = 0;
        for (int i = 0; i < archive.Length; i++)
        {
            byte[] altered = [.. archive];
            altered[i] ^= 0x04;
            try
            {
                Assert.Equal(numbers, TrackReader.Read(folder.Write(altered, "flipped.npz"), new() { Columns = ["y"] }).Trajectories[0].Values);
            }
            catch (DataException)
            {
                found++;
            }
        }

        // Of each of two entries the head in front (30 bytes and the name) only repeats what the directory says, of whose 46 bytes 20 are
        // dates, versions and attributes; and an array of times under another name is no time.
        Assert.InRange(archive.Length - found, 0, 2 * (30 + 5 + 20) + 5);
    }

    [Fact]
    public void What_claims_to_unpack_to_more_than_it_can_is_refused_before_it_is_unpacked()
    {
        byte[] archive = Npy.Archive(CompressionLevel.Optimal, ("x", Npy.Raw("<f8", false, [500_000_000], new byte[8000])));

        // The sizes of the central directory, four bytes each, 20 and 24 behind its signature.
        int directory = archive.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(archive.AsSpan(directory + 24), 4_000_000_128);
        Assert.Contains("array 'x': found", Refused(archive), StringComparison.Ordinal);
    }

    [Fact]
    public void Mutated_arrays_are_read_or_refused_in_one_line()
    {
        byte[][] seeds =
        [
            Npy.Of([.. Enumerable.Range(0, 24).Select(i => (double)i)], 2, 6, 2),
            Npy.Archive(CompressionLevel.NoCompression, ("a/t", Npy.Of([0, 1, 2], 3)), ("a/y", Npy.Of([1, 2, 3, 4, 5, 6], 3, 2)), ("b/t", Npy.Of([0, 1], 2)), ("b/y", Npy.Of([1, 2, 3, 4], 2, 2))),
        ];
        Random random = new(20_717);
        int read = 0;
        for (int i = 0; i < 4_000; i++)
        {
            byte[] bytes = [.. seeds[i % 2]];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                // The head is where the meaning is: half of the changes go there.
                bytes[random.Next(random.Next(2) == 0 ? bytes.Length : 128)] = (byte)random.Next(256);
            }

            string file = folder.Write(bytes, "mutated");
            try
            {
                TrackReader.Read(file);
                read++;
            }
            catch (DataException exception)
            {
                Assert.DoesNotContain(exception.Message, char.IsControl);
                Assert.StartsWith(file, exception.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(read, 200, 3_800);
    }

    [SharedDataFact("multiarm_pendulum/double.npz")]
    public void The_recording_of_the_double_pendulum_is_read()
    {
        TrackSet set = TrackReader.Read(SharedData.PathOf("multiarm_pendulum/double.npz"), new() { Columns = ["y0", "y1"], Velocity = ["y2", "y3"] });
        Assert.Equal((30, 80_001L), (set.Trajectories.Count, set.Frames));
        Assert.Equal([2.615775f, 3.5414162f, 7.834442f], set.Trajectories[0].Values[..3].Select(value => (float)value));
        Assert.All(set.Trajectories, track => Assert.Equal(1e-3, track.Intervals.Median, 1e-9));
    }

    private static byte[] Bytes(double number, string type, bool big)
    {
        byte[] bytes = type switch
        {
            "f2" => BitConverter.GetBytes((Half)number),
            "f4" => BitConverter.GetBytes((float)number),
            "f8" => BitConverter.GetBytes(number),
            _ => BitConverter.GetBytes((long)number)[..(type[1] - '0')],
        };
        return big ? [.. bytes.Reverse()] : bytes;
    }

    private string Refused(byte[] bytes) => Assert.Throws<DataException>(() => TrackReader.Read(folder.Write(bytes))).Message;
}
