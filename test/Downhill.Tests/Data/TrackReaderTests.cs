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

        TrackSet numbered = TrackReader.Read(file, new() { Columns = ["x"], Dt = 0.5 });
        Assert.Equal([0, 0.5, 1], numbered.Trajectories[0].Times);
        Assert.Contains("0.5 s apart", Assert.Single(numbered.Warnings), StringComparison.Ordinal);

        TrackSet frames = TrackReader.Read(file, new() { Columns = ["x"] });
        Assert.Equal([0, 1, 2], frames.Trajectories[0].Times);
        Assert.Equal("a.csv", frames.Trajectories[0].Name);
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
        // 51 rows a block, of which every 32nd is kept: the file ends 20 rows into block 1,952 = 61 x 32.
        const int rows = 99_572;
        StringBuilder text = new("track,t,x\n");
        for (int row = 0; row < rows; row++)
        {
            text.Append(row / 50_000).Append(',').Append(row % 50_000).Append(',').Append(row).Append('\n');
        }

        string file = folder.Write(text.ToString());
        const int limit = 64 * 1024;
        TrackSet set = TrackReader.Read(file, new() { MemoryLimit = limit });
        Assert.InRange(set.Frames * 20, limit / 2 - 2000, limit);
        Assert.Contains($"{rows} rows are more than fit", Assert.Single(set.Warnings), StringComparison.Ordinal);
        Assert.All(set.Trajectories, track => Assert.All(track.SplitAtGaps(), stretch =>
        {
            Assert.Equal(1, stretch.Intervals.Largest);
            Assert.InRange(stretch.Frames, 2, 51);
        }));
        Assert.All(set.Trajectories, track => Assert.Equal(track.Times.Select(t => t + 50_000 * int.Parse(track.Name)), track.Values));

        Assert.Equal(62, set.Trajectories.Sum(track => track.SplitAtGaps().Count));
        Assert.Equal(0, set.Trajectories[0].Values[0]);
        Assert.Equal(rows - 1, set.Trajectories[1].Values[^1]);
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
