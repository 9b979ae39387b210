namespace Downhill.Tests.Data;

/// <summary>A test on a recording that is not part of the repository: skipped, in plain words, where the recording is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string recording)
    {
        if (!File.Exists(SharedData.PathOf(recording)))
        {
            Skip = $"shared/data/{recording} is not here";
        }
    }
}

/// <summary>The folder shared/data beside the repository.</summary>
public static class SharedData
{
    public static string PathOf(string recording)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", recording);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return "";
    }
}
