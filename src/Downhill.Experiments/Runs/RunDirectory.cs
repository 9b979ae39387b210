using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Downhill.Data;

namespace Downhill.Experiments.Runs;

/// <summary>The directory of one run, and how its files are kept whole.</summary>
/// <remarks>It appears by one rename, with configuration, environment and status in it; every file but <c>metrics.jsonl</c> is replaced in one step.</remarks>
public sealed class RunDirectory
{
    private const int CheckpointsKept = 3;

    // What a held file answers, on Windows and elsewhere (EWOULDBLOCK).
    private const int SharingViolation = unchecked((int)0x80070020), WouldBlock = 11;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly JsonSerializerOptions JsonLine = new(Json) { WriteIndented = false };

    private RunDirectory(string root) => Root = root;

    /// <summary>The directory, as the user named it.</summary>
    public string Root { get; }

    /// <summary><c>config.yaml</c>: the settings in effect.</summary>
    public string Config => In("config.yaml");

    /// <summary><c>environment.json</c>: what the run ran on.</summary>
    public string Environment => In("environment.json");

    /// <summary><c>metrics.jsonl</c>: one line of JSON for each report of progress.</summary>
    public string Metrics => In("metrics.jsonl");

    /// <summary><c>checkpoints/</c>: the last three checkpoints, and <c>last</c>, which holds the name of the newest.</summary>
    public string Checkpoints => In("checkpoints");

    /// <summary><c>model.safetensors</c>: what was learned.</summary>
    public string Model => In("model.safetensors");

    /// <summary><c>model.json</c>: what the weights are weights of.</summary>
    public string ModelDescription => In("model.json");

    /// <summary><c>figures/</c>: drawings in SVG.</summary>
    public string Figures => In("figures");

    /// <summary><c>report.html</c>: the report.</summary>
    public string Report => In("report.html");

    /// <summary><c>summary.json</c>: every number that the report shows.</summary>
    public string Summary => In("summary.json");

    /// <summary><c>status.json</c>: where the run stands.</summary>
    public string Status => In("status.json");

    /// <summary>The newest checkpoint, or null where there is none.</summary>
    /// <exception cref="DataException">The pointer cannot be read, or names no checkpoint.</exception>
    public string? LastCheckpoint
    {
        get
        {
            if (!File.Exists(LastPointer))
            {
                return null;
            }

            string name = ReadText(LastPointer).Trim();
            string checkpoint = Path.Combine(Checkpoints, name);
            return name.EndsWith(".safetensors", StringComparison.Ordinal) && name == Path.GetFileName(name) && File.Exists(checkpoint)
                ? checkpoint
                : throw new DataException(LastPointer, 1, 1, $"found '{name}', expected the name of a checkpoint beside it, write the name of one into it");
        }
    }

    /// <summary>The length of <c>metrics.jsonl</c> in bytes: what a checkpoint remembers for <see cref="CutMetrics"/>.</summary>
    public long MetricsLength => File.Exists(Metrics) ? new FileInfo(Metrics).Length : 0;

    internal string LastPointer => Path.Combine(Checkpoints, "last");

    /// <summary>The fingerprint of the file that the run was begun with, as environment.json holds it; null where there is none.</summary>
    /// <exception cref="DataException">environment.json is missing or damaged.</exception>
    public DataFingerprint? Data
    {
        get
        {
            try
            {
                return JsonNode.Parse(ReadText(Environment))?["data"].Deserialize<DataFingerprint>(Json);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                throw new DataException(Environment, null, null, "found no readable JSON, expected what the run ran on, restore the file", exception);
            }
        }
    }

    /// <summary>The directory of a run for which none was named: <c>runs/&lt;name&gt;-&lt;yyyyMMdd-HHmmss&gt;-&lt;seed&gt;</c>.</summary>
    /// <param name="name">What runs.</param>
    /// <param name="now">When it begins.</param>
    /// <param name="seed">Its seed.</param>
    /// <returns>A relative path.</returns>
    public static string DefaultPath(string name, DateTimeOffset now, long seed) =>
        Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{name}-{now:yyyyMMdd-HHmmss}-{seed}"));

    /// <summary>Refuses a path where something is, or where no directory can be, before any work is done for it.</summary>
    /// <param name="path">Where a run is to be.</param>
    /// <exception cref="SettingException">Something is there already, or a file is where a directory above it should be.</exception>
    public static void RequireNew(string path)
    {
        if (Directory.Exists(path) || File.Exists(path))
        {
            throw AlreadyThere(path);
        }

        for (string? above = Path.GetDirectoryName(Path.GetFullPath(path)); above is not null && !Directory.Exists(above); above = Path.GetDirectoryName(above))
        {
            if (File.Exists(above))
            {
                throw new SettingException($"{path}: found a file {above} where a directory should be, expected a place for a new directory, name another one");
            }
        }
    }

    /// <summary>Holds the run, so that no other process works in it; a process that ends, however it ends, lets go.</summary>
    /// <returns>Let go by disposing of it.</returns>
    /// <exception cref="SettingException">Another process holds it.</exception>
    /// <exception cref="DataException">The file that it is held by cannot be written.</exception>
    public IDisposable Hold()
    {
        try
        {
            return new FileStream(In(".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (exception.HResult is SharingViolation or WouldBlock)
        {
            throw new SettingException($"{Root}: found another process at work in it, expected a run that nobody works on, wait for it or stop it", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(Root, null, null, $"the run directory could not be written ({exception.Message}), free space or check the permissions", exception);
        }
    }

    /// <summary>Makes the directory of a new run, in the state <c>running</c>.</summary>
    /// <param name="path">Where; nothing may be there yet. Directories above it are made.</param>
    /// <param name="config">The settings in effect, as YAML.</param>
    /// <param name="environment">What the run runs on.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="SettingException">Something is there already.</exception>
    /// <exception cref="DataException">It could not be written; nothing is left behind.</exception>
    public static RunDirectory Create(string path, string config, RunEnvironment environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireNew(path);
        string target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string parent = Path.GetDirectoryName(target) ?? throw AlreadyThere(path);
        RunDirectory building = new(Path.Combine(parent, $".{Path.GetFileName(target)}.{System.Environment.ProcessId}.tmp"));
        try
        {
            building.Fill(config, environment);
            RequireNew(path);
            Directory.Move(building.Root, target);
            DurableFile.FlushDirectory(parent);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, null, null, $"the run directory could not be made ({exception.Message}), free space or name another place", exception);
        }
        finally
        {
            building.Remove();
        }

        return new(path);
    }

    /// <summary>The directory of a run that was made before.</summary>
    /// <param name="path">Where.</param>
    /// <returns>The directory.</returns>
    /// <exception cref="SettingException">There is no directory with a <c>config.yaml</c>.</exception>
    public static RunDirectory Open(string path)
    {
        RunDirectory run = new(path);
        return File.Exists(run.Config) ? run : throw new SettingException($"{path}: found no {(Directory.Exists(path) ? "config.yaml in it" : "such directory")}, expected the directory of a run");
    }

    /// <summary>Adds one line to <c>metrics.jsonl</c>; a line that a crash cut short before is removed.</summary>
    /// <param name="line">What is to be told; a number that is not finite is written as text.</param>
    /// <exception cref="DataException">It could not be written.</exception>
    public void AppendMetrics(JsonObject line)
    {
        ArgumentNullException.ThrowIfNull(line);
        byte[] bytes = [.. Encoding.UTF8.GetBytes(line.ToJsonString(JsonLine)), (byte)'\n'];
        ChangeMetrics(file =>
        {
            RemoveTornLine(file);
            file.Seek(0, SeekOrigin.End);
            file.Write(bytes);
        });
    }

    /// <summary>Shortens <c>metrics.jsonl</c> to what it was at a checkpoint, so that a resumed run tells nothing twice.</summary>
    /// <param name="length">Bytes; where the file is shorter, it stays as it is.</param>
    /// <exception cref="DataException">It could not be written.</exception>
    public void CutMetrics(long length) => ChangeMetrics(file => file.SetLength(Math.Min(length, file.Length)));

    /// <summary>Saves a checkpoint, points <c>last</c> at it, and removes all but the newest three.</summary>
    /// <param name="step">How far the run is, from 0.</param>
    /// <param name="bytes">A safetensors file.</param>
    /// <exception cref="DataException">It could not be saved; <c>last</c> still points at a whole one.</exception>
    public void SaveCheckpoint(long step, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        string name = string.Create(CultureInfo.InvariantCulture, $"{step:D12}.safetensors");

        // A checkpoint remembers how long the metrics are, so they must not be shorter after a crash.
        ChangeMetrics(DurableFile.FlushFile);
        DurableFile.Write(Path.Combine(Checkpoints, name), bytes);
        DurableFile.WriteText(LastPointer, name + "\n");
        foreach (string old in Directory.GetFiles(Checkpoints, "*.safetensors").Order(StringComparer.Ordinal).SkipLast(CheckpointsKept))
        {
            if (Path.GetFileName(old) != name)
            {
                Prune(old);
            }
        }
    }

    /// <summary>Saves where the run stands.</summary>
    /// <param name="status">The state and its reason.</param>
    /// <exception cref="DataException">It could not be saved.</exception>
    public void WriteStatus(RunStatus status) => DurableFile.WriteText(Status, Text(JsonSerializer.SerializeToNode(status, Json)!));

    /// <summary>Where the run stands.</summary>
    /// <returns>The content of <c>status.json</c>.</returns>
    /// <exception cref="DataException">The file is missing or damaged.</exception>
    public RunStatus ReadStatus()
    {
        try
        {
            return JsonSerializer.Deserialize<RunStatus>(ReadText(Status), Json) ?? throw new JsonException("null");
        }
        catch (JsonException exception)
        {
            throw new DataException(Status, (exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1, "found text that is no status, expected JSON with state and reason, restore the file", exception);
        }
    }

    /// <summary>Saves every number that the report shows.</summary>
    /// <param name="summary">The numbers; one that is not finite is written as text.</param>
    /// <exception cref="DataException">It could not be saved.</exception>
    public void WriteSummary(JsonObject summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        DurableFile.WriteText(Summary, Text(summary));
    }

    private static string Text(JsonNode node) => node.ToJsonString(Json) + "\n";

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(file, null, null, $"the file could not be read ({exception.Message}), check the run directory", exception);
        }
    }

    private static SettingException AlreadyThere(string path) => new($"{path}: found something there already, expected a new directory, name another one or remove it");

    private static void RemoveTornLine(FileStream file)
    {
        long end = file.Length;
        while (end > 0)
        {
            file.Position = end - 1;
            if (file.ReadByte() == '\n')
            {
                break;
            }

            end--;
        }

        if (end < file.Length)
        {
            file.SetLength(end);
        }
    }

    private void ChangeMetrics(Action<FileStream> change)
    {
        try
        {
            using FileStream file = new(Metrics, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            change(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(Metrics, null, null, $"the file could not be written ({exception.Message}), free space", exception);
        }
    }

    // One checkpoint too many does no harm; what matters is saved.
    private static void Prune(string checkpoint)
    {
        try
        {
            File.Delete(checkpoint);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void Fill(string config, RunEnvironment environment)
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Checkpoints);
        Directory.CreateDirectory(Figures);
        DurableFile.WriteText(Config, config);
        DurableFile.WriteText(Environment, Text(JsonSerializer.SerializeToNode(environment, Json)!));
        WriteStatus(new(RunState.Running));
    }

    private void Remove()
    {
        try
        {
            if (Directory.Exists(Root))
            {
                Directory.Delete(Root, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What stopped the making is what to report.
        }
    }

    private string In(string name) => Path.Combine(Root, name);
}
