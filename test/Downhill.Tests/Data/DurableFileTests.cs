using Downhill.Data;

namespace Downhill.Tests.Data;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_saved_replaces_what_was_there()
    {
        string file = folder.File("a");
        DurableFile.WriteText(file, "one");
        DurableFile.Write(file, "two"u8);
        Assert.Equal("two", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_file_of_the_users_beside_it_is_left_alone()
    {
        string neighbour = folder.File("a.csv.tmp");
        File.WriteAllText(neighbour, "kept");
        DurableFile.WriteText(folder.File("a.csv"), "one");
        Assert.Equal("kept", File.ReadAllText(neighbour));
    }

    [Fact]
    public void A_name_without_a_folder_means_the_current_one()
    {
        string name = $"downhill-test-{Guid.NewGuid():N}";
        DurableFile.WriteText(name, "x");
        Assert.True(File.Exists(name));
        File.Delete(name);
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_temporary_one()
    {
        string file = folder.Write("old", "a");
        Assert.Throws<OperationCanceledException>(() => DurableFile.Write(file, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new OperationCanceledException();
        }));
        DataException exception = Assert.Throws<DataException>(() => DurableFile.Write(file, _ => throw new IOException("No space left on device")));
        Assert.Equal($"{file}: could not write while saving (No space left on device), what was there before is kept, free space or name another place", exception.Message);
        Assert.Equal("old", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Places_that_cannot_be_written_are_named()
    {
        Assert.Contains("create a temporary file", Assert.Throws<DataException>(() => DurableFile.WriteText(folder.File("no/such/folder"), "x")).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(folder.File("d"));
        Assert.Contains("rename", Assert.Throws<DataException>(() => DurableFile.WriteText(folder.File("d"), "x")).Message, StringComparison.Ordinal);
        Assert.Equal([folder.File("d")], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_directory_that_is_not_there_cannot_be_flushed() =>
        Assert.Throws<IOException>(() => DurableFile.FlushDirectory(folder.File("missing")));
}
