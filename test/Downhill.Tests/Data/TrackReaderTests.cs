using System.IO.Compression;
using System.Text;
using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class TrackReaderTests : IDisposable
{
    private const string Plain = "track,t,x,y\na,0,1,2\na,0.5,3,4\nb,0,5,6\nb,0.5,7,8\n";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tracks_are_read_with_their_names_times_and_states()
    {
        TrackSet set = TrackReader.Read(folder.Write(Plain));
        Assert.Equal(["a", "b"], set.Trajectories.Select(track => track.Name));
        Assert.Equal(["x", "y"], set.Columns);
        Assert.Equal([0, 0.5], set.Trajectories[1].Times);
        Assert.Equal([5, 6, 7, 8], set.Trajectories[1].Values);
        Assert.Empty(set.VelocityColumns);
        Assert.Empty(set.Warnings);
        Assert.Equal(4, set.Frames);
    }

    [Theory]
    [InlineData("\ufefftrack,t,x,y\na,0,1,2\na,0.5,3,4\nb,0,5,6\nb,0.5,7,8\n")]
    [InlineData("track,t,x,y\r\na,0,1,2\r\na,0.5,3,4\r\nb,0,5,6\r\nb,0.5,7,8\r\n\r\n\r\n")]
    [InlineData("track,t,x,y\na,0,1,2\na,0.5,3,4\nb,0,5,6\nb,0.5,7,8\n\n   \n\t\n")]
    [InlineData("track,t,x,y\na,0,1,2\na,0.5,3,4\nb,0,5,6\nb,0.5,7,8")]
    [InlineData("\"track\", \"t\" ,x,y\n\"a\",\"0\",\"1\",2\n a , 0.5 , 3 ,4 \nb,0,5,6\nb,.5,+7,8e0\n")]
    [InlineData("\n\ntrack;t;x;y\na;0;1;2\na;0.5;3;4\nb;0;5;6\nb;0.5;7;8\n")]
    [InlineData("track\tt\tx\ty\na\t0\t1\t2\na\t0.5\t3\t4\nb\t0\t5\t6\nb\t0.5\t7\t8\n")]
    [InlineData("track,t,x,y\na,0,1,2\nb,0,5,6\na,0.5,3,4\nb,0.5,7,8\n")]
    [InlineData(",track,t,x,y\n0,a,0,1,2\n1,a,0.5,3,4\n2,b,0,5,6\n3,b,0.5,7,8\n")]
    [InlineData("note,track,t,x,y\nhm,a,0,1,2\n,a,0.5,3,4\n7,b,0,5,6\nq,b,0.5,7,8\n")]
    public void Other_spellings_of_the_same_tracks_read_the_same(string text)
    {
        TrackSet expected = TrackReader.Read(folder.Write(Plain, "plain.csv")), set = TrackReader.Read(folder.Write(text));
        Assert.Equal(expected.Columns, set.Columns);
        Assert.Equal(expected.Trajectories.Select(track => track.ToString()), set.Trajectories.Select(track => track.ToString()));
        Assert.Equal(expected.Trajectories.SelectMany(track => track.Times), set.Trajectories.SelectMany(track => track.Times));
        Assert.Equal(expected.Trajectories.SelectMany(track => track.Values), set.Trajectories.SelectMany(track => track.Values));
    }

    [Fact]
    public void Gzip_is_known_by_its_first_bytes_and_may_have_several_members()
    {
        string first = Plain[..20], second = Plain[20..];
        Assert.Equal(4, TrackReader.Read(folder.Write(TemporaryFolder.Gzipped(Plain))).Frames);
        Assert.Equal(4, TrackReader.Read(folder.Write([.. TemporaryFolder.Gzipped(first), .. TemporaryFolder.Gzipped(second)])).Frames);
        Assert.Equal(4, TrackReader.Read(folder.Write(Plain, "not.really.gz")).Frames);
    }

    [Fact]
    public void Velocities_follow_the_positions_and_are_not_taken_for_positions()
    {
        string file = folder.Write("segment,t,omega,theta\ns,0,1,2\ns,1,3,4\n");
        TrackSet set = TrackReader.Read(file, new() { Track = "segment", Velocity = ["omega"] });
        Assert.Equal(["theta"], set.Columns);
        Assert.Equal(["omega"], set.VelocityColumns);
        Assert.Equal(["theta", "omega"], set.Trajectories[0].Columns);
        Assert.Equal([2, 1, 4, 3], set.Trajectories[0].Values);
    }

    [Fact]
    public void Time_is_the_column_times_dt_or_the_frame_times_dt_or_the_frame()
    {
        string file = folder.Write("frame,x\n3,1\n5,2\n6,3\n");
        TrackSet both = TrackReader.Read(file, new() { Time = "frame", Dt = 0.5 });
        Assert.Equal([1.5, 2.5, 3], both.Trajectories[0].Times);
        Assert.Equal(["x"], both.Columns);
        Assert.Empty(both.Warnings);

        TrackSet frames = TrackReader.Read(file, new() { Columns = ["x"] });
        Assert.Equal([3, 5, 6], frames.Trajectories[0].Times);
        Assert.Contains("a frame is taken to be 1 s", Assert.Single(frames.Warnings), StringComparison.Ordinal);
        Assert.Equal("a.csv", frames.Trajectories[0].Name);

        TrackSet numbered = TrackReader.Read(folder.Write("x\n1\n2\n3\n"), new() { Dt = 0.5 });
        Assert.Equal([0, 0.5, 1], numbered.Trajectories[0].Times);
        Assert.Contains("0.5 s apart", Assert.Single(numbered.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("particle,frame,x_um,y_um,mass,size_px", "columns x_um, y_um; track from particle; time from frame, 1 s a frame; left out mass, size_px")]
    [InlineData("y,x,mass,size,ecc,signal,raw_mass,ep,frame,particle", "columns y, x; track from particle; time from frame, 1 s a frame; left out mass, size, ecc, signal, raw_mass, ep")]
    [InlineData("index,TRACK_ID,POSITION_X,POSITION_Y,POSITION_T,FRAME,QUALITY,MEAN_INTENSITY_CH1", "columns POSITION_X, POSITION_Y; track from TRACK_ID; time from POSITION_T; left out index, FRAME, QUALITY, MEAN_INTENSITY_CH1")]
    [InlineData("Unnamed: 0,id,time_ms,theta", "columns theta; track from id; time from time_ms, 0.001 s a unit; left out Unnamed: 0")]
    [InlineData("segment,Time (s),theta,omega", "columns theta, omega; track from segment; time from Time (s)")]
    [InlineData("cell,seconds,area,x", "columns x; track from cell; time from seconds; left out area")]
    [InlineData("0,1,q", "columns 0, 1, q; the whole file one track; frames numbered, 1 s apart")]
    [InlineData("x,text,t", "columns x, text; the whole file one track; time from t")]
    public void Columns_are_taken_for_what_their_names_say(string header, string choice)
    {
        int columns = header.Split(',').Length, track = Array.FindIndex(header.Split(','), name => choice.Contains($"track from {name};", StringComparison.Ordinal));
        IEnumerable<string> rows = Enumerable.Range(0, 3).Select(i => string.Join(',', Enumerable.Range(0, columns).Select(column => column == track ? 7 : column + i)));
        TrackSet set = TrackReader.Read(folder.Write($"{header}\n{string.Join('\n', rows)}\n"));
        Assert.Equal(choice, set.Choice);
        Assert.Equal(3, Assert.Single(set.Trajectories).Frames);
    }

    [Fact]
    public void A_time_column_that_is_asked_for_has_the_unit_of_its_name()
    {
        TrackSet set = TrackReader.Read(folder.Write("time_ms,x\n0,1\n5,2\n"), new() { Time = "time_ms" });
        Assert.Equal([0, 0.005], set.Trajectories[0].Times);
        Assert.Contains("times 0.001 s", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_asked_for_is_no_bookkeeping()
    {
        TrackSet set = TrackReader.Read(folder.Write("frame,mass,id\n0,1,5\n1,2,6\n"), new() { Columns = ["mass", "id"], Dt = 0.5 });
        Assert.Equal([1, 5, 2, 6], set.Trajectories[0].Values);
        Assert.Equal("columns mass, id; the whole file one track; time from frame, 0.5 s a frame", set.Choice);
    }

    [Fact]
    public void Frame_numbers_that_are_missing_are_gaps()
    {
        TrackSet set = TrackReader.Read(folder.Write("particle,frame,x\n1,0,1\n1,1,2\n1,2,3\n1,5,4\n1,6,5\n"), new() { Dt = 0.1 });
        Assert.Equal([3, 2], set.Trajectories[0].SplitAtGaps().Select(stretch => stretch.Frames));
    }

    [Fact]
    public void Tracks_of_one_frame_are_left_out_with_a_warning_where_there_are_longer_ones()
    {
        TrackSet set = TrackReader.Read(folder.Write("track,t,x\na,0,1\nb,0,1\nb,1,2\nc,0,1\n"));
        Assert.Equal("b", Assert.Single(set.Trajectories).Name);
        Assert.Contains("2 tracks of one frame only are left out, the first is 'a'", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_fingerprint_is_the_size_and_hash_of_the_file_as_it_lies_there()
    {
        foreach (byte[] bytes in (byte[][])[Encoding.UTF8.GetBytes(Plain), TemporaryFolder.Gzipped(Plain), Npy.Of([1, 2, 3], 3)])
        {
            string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
            Assert.Equal($"sha256:{hash}, {bytes.Length} bytes", TrackReader.Read(folder.Write(bytes)).Fingerprint.ToString());
        }
    }

    [Fact]
    public void The_line_of_a_frame_is_found_again()
    {
        string file = folder.Write("track,t,x\n\na,0,1\nb,0,1\na,1,2\nb,1,2\n");
        Assert.Equal(6, TrackReader.LineOf(file, null, "b", 1));
        Assert.Null(TrackReader.LineOf(file, null, "b", 2));
        Assert.Null(TrackReader.LineOf(folder.File("missing"), null, "b", 2));
        Assert.Null(TrackReader.LineOf(folder.Write(Npy.Of([1, 2, 3], 3)), null, "a.csv", 1));
    }

    [Fact]
    public void A_time_column_that_was_not_asked_for_is_multiplied_by_dt_with_a_warning()
    {
        TrackSet set = TrackReader.Read(folder.Write("t,x\n0,1\n1,2\n"), new() { Dt = 0.25 });
        Assert.Equal([0, 0.25], set.Trajectories[0].Times);
        Assert.Contains("times 0.25 s", Assert.Single(set.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_need_no_tracks_and_no_times()
    {
        TrackSet set = TrackReader.Read(folder.Write("track,t,x\n1,0,5\n2,0,6\n1,0,7\n"), new() { Samples = true });
        Assert.Equal([5, 6, 7], Assert.Single(set.Trajectories).Values);
        Assert.Empty(set.Warnings);
    }

    [Fact]
    public void Numbers_are_read_to_the_bit()
    {
        Random random = new(717);
        double[] numbers = [.. Enumerable.Range(0, 20_000).Select(_ => BitConverter.Int64BitsToDouble(random.NextInt64())).Where(double.IsFinite), double.Epsilon, double.MaxValue, -0.0];
        string file = folder.Write("x\n" + string.Join('\n', numbers.Select(number => number.ToString("R"))));
        Assert.Equal(numbers.Select(BitConverter.DoubleToInt64Bits), TrackReader.Read(file).Trajectories[0].Values.Select(BitConverter.DoubleToInt64Bits));
    }

    [Fact]
    public void A_file_beyond_the_memory_limit_gives_evenly_spread_unbroken_stretches()
    {
        const int rows = 99_572;
        StringBuilder text = new("track,t,x\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(row / 50_000).Append(',').Append(row % 50_000).Append(',').Append(row).Append('\n');
        }

        // 20 bytes a row: 3,276 rows, in stretches of 51; a sweep leaves seven eighths of them.
        string file = folder.Write(text.ToString());
        const int limit = 64 * 1024;
        Check(new() { MemoryLimit = limit }, 3_276, 51);
        Check(new() { MaximumFrames = 640 }, 640, 10);
        Assert.Empty(TrackReader.Read(file, new() { MaximumFrames = rows }).Warnings);

        void Check(TrackFormat format, int most, int stretch)
        {
            TrackSet set = TrackReader.Read(file, format);
            Assert.InRange(set.Frames, (most * 7 / 8) - stretch, most);
            Assert.Contains($"{set.Frames} of {rows} frames are used, from 2 of 2 tracks", Assert.Single(set.Warnings), StringComparison.Ordinal);
            Assert.Contains($"stretches of {stretch} frames", set.Warnings[0], StringComparison.Ordinal);
            Assert.All(set.Trajectories, track => Assert.All(track.SplitAtGaps(), part => Assert.Equal(1, part.Intervals.Largest)));
            Assert.All(set.Trajectories, track => Assert.Equal(track.Times.Select(t => t + 50_000 * int.Parse(track.Name)), track.Values));

            // Both halves of both tracks are there.
            Assert.All(set.Trajectories, track => Assert.InRange(track.Times.Average(), 15_000, 35_000));
        }
    }

    [SharedDataFact("multiarm_pendulum/single.csv.gz")]
    public void The_recording_of_the_pendulum_is_read()
    {
        TrackSet set = TrackReader.Read(SharedData.PathOf("multiarm_pendulum/single.csv.gz"), new() { Track = "segment", Time = "t", Columns = ["theta"], Velocity = ["omega"] });
        Assert.Contains(set.Trajectories, track => track.Name == "id00");
        Assert.Equal([1.523164, 1.848254, 1.525101, 1.912881], set.Trajectories[0].Values[..4]);
        Assert.All(set.Trajectories, track => Assert.True(track.Intervals.Uniform));
        Assert.All(set.Trajectories, track => Assert.Equal(1e-3, track.Intervals.Mean, 1e-12));
    }

    [SharedDataFact("colloids_bulk_water/tracks.csv.gz")]
    public void The_recording_of_the_colloids_is_read()
    {
        TrackSet set = TrackReader.Read(SharedData.PathOf("colloids_bulk_water/tracks.csv.gz"), new() { Track = "particle", Time = "frame", Dt = 0.0416667, Columns = ["x_um", "y_um"] });
        Assert.Equal(983, set.Trajectories.Count);
        Assert.Equal([151.4354, 2.5770], set.Trajectories[0].State(0).ToArray());
    }

    [Fact]
    public void Every_cut_and_every_flip_of_a_gzip_archive_is_found()
    {
        byte[] archive = TemporaryFolder.Gzipped(Plain);
        for (int length = 2; length < archive.Length; length++)
        {
            Assert.Throws<DataException>(() => TrackReader.Read(folder.Write(archive[..length])));
        }

        double[] values = TrackReader.Read(folder.Write(archive)).Trajectories[1].Values;
        int missed = 0;
        for (int i = 0; i < archive.Length; i++)
        {
            byte[] altered = [.. archive];
            altered[i] ^= 0x10;
            try
            {
                Assert.Equal(values, TrackReader.Read(folder.Write(altered)).Trajectories[1].Values);
                missed++;
            }
            catch (DataException)
            {
                // Found.
            }
        }

        // The time stamp, the flags of the packer and the padding behind the last bit say nothing of the content.
        Assert.InRange(missed, 0, 7);
    }

    [Fact]
    public void A_cut_archive_is_called_cut_and_never_a_ragged_row()
    {
        // Packed as well as can be: whatever bytes follow a cut, they then unpack to something like rows.
        Random random = new(99);
        StringBuilder text = new("t,x,y\n");
        for (int row = 0; row < 5_000; row++)
        {
            text.Append(row).Append(',').Append((100 + random.NextDouble()).ToString("F4")).Append(',').Append(random.NextDouble().ToString("F4")).Append('\n');
        }

        byte[] archive = TemporaryFolder.Gzipped(text.ToString(), CompressionLevel.Optimal);
        for (int cut = 1; cut < 25_000; cut += cut < 60 ? 1 : 97)
        {
            Assert.Contains("gzip archive", Assert.Throws<DataException>(() => TrackReader.Read(folder.Write(archive[..^cut]))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Mutated_files_are_read_or_refused_in_one_line()
    {
        string text = "track,t,x,y\na,0,1.5,-2e-3\na,0.5,\"3\",4\nb,0,5,6\nb,0.5,7,8\na,1,9,10\nb,1,11,12\n";
        string[] spices = ["\"", ",", "\n", "\r", "\0", "nan", "-inf", "1e999", ";", "\t", " ", "\ufeff", "é", "0", "-", "a,0,1,2\n", "\"\"", "\ud83d\ude00"];
        Random random = new(5_000_717);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] bytes = Mutated(Encoding.UTF8.GetBytes(text), spices, random);
            string file = folder.Write(random.Next(8) == 0 ? TemporaryFolder.Gzipped(Encoding.UTF8.GetString(bytes)) : bytes);
            try
            {
                TrackReader.Read(file);
                read++;
            }
            catch (DataException exception)
            {
                Assert.DoesNotContain(exception.Message, char.IsControl);
                Assert.StartsWith(file, exception.Message, StringComparison.Ordinal);
                Assert.NotNull(exception.Line);
            }
        }

        Assert.InRange(read, 250, 4_750);
    }

    private static byte[] Mutated(byte[] bytes, string[] spices, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int n = random.Next(1, 4); n > 0 && mutated.Count > 0; n--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 12), mutated.Count - at));
                    break;
                case 2:
                    mutated.InsertRange(at, Encoding.UTF8.GetBytes(spices[random.Next(spices.Length)]));
                    break;
                default:
                    mutated.InsertRange(at, mutated[random.Next(mutated.Count)..][..1]);
                    break;
            }
        }

        return [.. mutated];
    }
}
