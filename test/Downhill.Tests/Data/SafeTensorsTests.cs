using System.Buffers.Binary;
using System.Text;
using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class SafeTensorsTests : IDisposable
{
    private static readonly StoredTensor[] Sample =
    [
        StoredTensor.Of<double>("weights", [2, 3], [1, 2, 3, 4, 5, -0.0]),
        StoredTensor.Of<float>("bias", [3], [1.5f, float.NaN, 3]),
        StoredTensor.Of<long>("step", [], [long.MinValue]),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Tensors_come_back_as_they_were()
    {
        string file = folder.File("model.safetensors");
        SafeTensors.Write(file, Sample, new Dictionary<string, string> { ["kind"] = "mlp \"é\"" });
        TensorSet set = SafeTensors.Read(file);
        Assert.True(set.IsSealed);
        Assert.Equal("mlp \"é\"", set.Metadata["kind"]);
        Assert.Equal(3, set.Tensors.Count);
        Assert.Equal([2, 3], set.Tensors["weights"].Shape);
        Assert.Equal([1, 2, 3, 4, 5, -0.0], set.Tensors["weights"].ToArray<double>());
        Assert.Equal([1.5f, float.NaN, 3], set.Tensors["bias"].ToArray<float>());
        Assert.Equal([long.MinValue], set.Tensors["step"].ToArray<long>());
        Assert.Throws<InvalidOperationException>(() => set.Tensors["step"].ToArray<double>());
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_any_order()
    {
        byte[] once = SafeTensors.Encode(Sample, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        byte[] again = SafeTensors.Encode(Sample.Reverse(), new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Assert.Equal(once, again);
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(once) % 8);
        Assert.StartsWith("{\"__metadata__\":{\"sha256\":\"", Encoding.UTF8.GetString(once, 8, 40), StringComparison.Ordinal);
        Assert.Contains("\"a\":\"1\",\"b\":\"2\"},\"bias\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]},\"step\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[12,20]}", Encoding.UTF8.GetString(once), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_stored_is_refused()
    {
        Assert.Throws<ArgumentException>(() => StoredTensor.Of<double>("", [1], [1]));
        Assert.Throws<ArgumentException>(() => StoredTensor.Of<double>("__metadata__", [1], [1]));
        Assert.Throws<ArgumentException>(() => StoredTensor.Of<double>("x", [2], [1]));
        Assert.Throws<ArgumentException>(() => StoredTensor.Of<double>("x", [0], []));
        Assert.Throws<ArgumentException>(() => StoredTensor.Of<int>("x", [1], [1]));
        Assert.Throws<ArgumentException>(() => SafeTensors.Encode([Sample[0], Sample[0]]));
        Assert.Throws<ArgumentException>(() => SafeTensors.Encode(Sample, new Dictionary<string, string> { ["sha256"] = "" }));
    }

    [Fact]
    public void Every_altered_bit_and_every_cut_is_found()
    {
        byte[] file = SafeTensors.Encode(Sample);
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }

        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] altered = [.. file];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertNotBelieved(altered);
        }

        Refused([.. file, 0]);
    }

    public static TheoryData<string, string, int, string> Malformed => new()
    {
        { "not JSON", "{]", 0, "not the JSON" },
        { "not an object", "[]", 0, "does not start with {" },
        { "space before the object", " {}", 0, "does not start with {" },
        { "something behind the object", "{}x", 0, "not the JSON" },
        { "two objects", "{}{}", 0, "not the JSON" },
        { "bytes that are not UTF-8", "{\"\ufffe\":\"\u0001\"}", 0, "not the JSON" },
        { "an entry that is no object", "{\"a\":1}", 8, "not the JSON" },
        { "numbers that no tensor owns", "{}", 8, "bytes of numbers" },
        { "too few numbers", Entry("a", "F64", "[1]", "0,8"), 7, "an extent|bytes of numbers" },
        { "too many numbers", Entry("a", "F64", "[1]", "0,8"), 9, "bytes of numbers" },
        { "a hole in front", Entry("a", "F64", "[1]", "8,16"), 16, "without overlap or hole" },
        { "a hole between", Two("0,8", "16,24"), 24, "without overlap or hole" },
        { "an overlap", Two("0,8", "4,12"), 12, "without overlap or hole" },
        { "the same place twice", Two("0,8", "0,8"), 8, "without overlap or hole" },
        { "offsets against the shape", Entry("a", "F64", "[2]", "0,8"), 8, "16 bytes, as its shape says" },
        { "offsets backwards", Entry("a", "F64", "[1]", "8,0"), 8, "data_offsets 8 to 0" },
        { "a negative offset", Entry("a", "F64", "[1]", "-8,0"), 8, "negative" },
        { "an offset beyond 64 bits", Entry("a", "F64", "[1]", "0,99999999999999999999"), 8, "whole numbers" },
        { "three offsets", Entry("a", "F64", "[1]", "0,8,8"), 8, "at most 2" },
        { "one offset", Entry("a", "F64", "[1]", "0"), 8, "two data_offsets" },
        { "a product that overflows", Entry("a", "F64", "[4194305,4194305,211106198978564]", "0,8"), 8, "an extent" },
        { "a product that overflows to the right size", Entry("a", "F64", "[4294967296,4294967296,1]", "0,8"), 8, "an extent" },
        { "a negative extent", Entry("a", "F64", "[-1]", "0,8"), 8, "negative" },
        { "a broken extent", Entry("a", "F64", "[1.5]", "0,8"), 8, "whole numbers" },
        { "nine dimensions", Entry("a", "F64", "[1,1,1,1,1,1,1,1,1]", "0,8"), 8, "at most 8" },
        { "an empty tensor", Entry("a", "F64", "[0]", "0,0"), 0, "an extent of 0" },
        { "empty tensors at a used offset", Entry("a", "F64", "[1]", "0,8")[..^1] + "," + Entry("b", "F64", "[0]", "0,0")[1..], 8, "an extent of 0" },
        { "an unknown type", Entry("a", "BF16", "[1]", "0,2"), 2, "dtype 'BF16'" },
        { "an unknown key", "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8],\"z\":0}}", 8, "the key 'z'" },
        { "a key twice", "{\"a\":{\"dtype\":\"F64\",\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "the key 'dtype'" },
        { "no type", "{\"a\":{\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "without dtype" },
        { "a name twice", Entry("a", "F64", "[1]", "0,8")[..^1] + "," + Entry("a", "F64", "[1]", "8,16")[1..], 16, "second tensor" },
        { "no name", Entry("", "F64", "[1]", "0,8"), 8, "without a name" },
        { "metadata that are no text", "{\"__metadata__\":{\"a\":1}}", 0, "not the JSON" },
        { "a key of metadata twice", "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "a second time" },
        { "metadata twice", "{\"__metadata__\":{\"a\":\"1\"},\"__metadata__\":{\"b\":\"2\"}}", 0, "a second time" },
        { "a wrong check sum", "{\"__metadata__\":{\"sha256\":\"" + new string('a', 64) + "\"}}", 0, "check sum" },
        { "a deep nest", "{\"a\":" + new string('[', 1000) + new string(']', 1000) + "}", 0, "not the JSON" },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_file_is_refused(string name, string header, int data, string found)
    {
        DataException exception = Refused(FileOf(header, data));
        Assert.True(found.Split('|').Any(part => exception.Message.Contains(part, StringComparison.Ordinal)), $"{name}: {exception.Message}");
    }

    [Fact]
    public void A_length_of_header_that_lies_is_refused()
    {
        byte[] file = FileOf("{}", 0);
        foreach (long length in (long[])[-1, 0, 1, 3, long.MaxValue, 100_000_001])
        {
            BinaryPrimitives.WriteInt64LittleEndian(file, length);
            Refused(file);
        }

        // Longer than allowed, although the file has all of it.
        Refused(FileOf("{}" + new string(' ', 100_000_000), 0));
    }

    [Fact]
    public void Too_many_tensors_are_refused_without_delay()
    {
        StringBuilder header = new("{");
        for (int i = 0; i < 250_000; i++)
        {
            header.Append(i == 0 ? "" : ",").Append($"\"{i}\":{{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[{4 * i},{4 * i + 4}]}}");
        }

        Assert.Contains("more than 200000 tensors", Refused(FileOf(header.Append('}').ToString(), 1_000_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_maker_is_read_and_known_to_have_no_check_sum()
    {
        TensorSet set = SafeTensors.Decode(FileOf(Two("8,16", "0,8") + "   ", 16), "a");
        Assert.False(set.IsSealed);
        Assert.Equal(2, set.Tensors.Count);
    }

    [Fact]
    public void Mutated_files_are_read_or_refused()
    {
        byte[] file = FileOf("{\"__metadata__\":{\"a\":\"b\"}," + Two("0,8", "8,16")[1..], 16);
        Random random = new(5_000_718);
        int read = 0;
        for (int i = 0; i < 5_000; i++)
        {
            byte[] mutated = [.. file];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                // Digits and signs make more mischief than arbitrary bytes.
                mutated[random.Next(mutated.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"0123456789-,[]{}\":\\e "[random.Next(21)];
            }

            try
            {
                SafeTensors.Decode(mutated, "a");
                read++;
            }
            catch (DataException exception)
            {
                Assert.DoesNotContain(exception.Message, char.IsControl);
            }
        }

        Assert.InRange(read, 100, 4_900);
    }

    private static string Entry(string name, string type, string shape, string offsets) =>
        $"{{\"{name}\":{{\"dtype\":\"{type}\",\"shape\":{shape},\"data_offsets\":[{offsets}]}}}}";

    private static string Two(string first, string second) => Entry("a", "F64", "[1]", first)[..^1] + "," + Entry("b", "F64", "[1]", second)[1..];

    private static byte[] FileOf(string header, int data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header), file = new byte[8 + text.Length + data];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        return file;
    }

    private static DataException Refused(byte[] file) => Assert.Throws<DataException>(() => SafeTensors.Decode(file, "a.safetensors"));

    /// <summary>An altered file is refused, or at least known to lack the check sum that ours have.</summary>
    private static void AssertNotBelieved(byte[] file)
    {
        try
        {
            Assert.False(SafeTensors.Decode(file, "a.safetensors").IsSealed);
        }
        catch (DataException)
        {
            // Refused, as it should be.
        }
    }
}
