using System.Text.Json;
using Downhill.Compute;
using Downhill.Experiments;
using Downhill.Experiments.Benchmarks;

namespace Downhill.Bench;

/// <summary>Measures the engine's workloads beside PyTorch's, round by round; <c>bench/compare.sh</c> starts it.</summary>
internal static class Program
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static int Main(string[] arguments)
    {
        try
        {
            Options options = Options.Of(arguments);
            IReadOnlyList<Cell> cells = options.Settings.Cells();
            Save(options.Json, []);
            return Run(options, cells);
        }
        catch (SettingException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 2;
        }
        catch (PeerException exception)
        {
            Console.Error.WriteLine($"error: {exception.Message}");
            return 1;
        }
    }

    private static int Run(Options options, IReadOnlyList<Cell> cells)
    {
        Console.WriteLine($"Downhill: {options.Settings.ThreadCount} threads, {Processor.Simd}, .NET {Environment.Version}");
        Console.WriteLine(Table.Head);
        List<Row> rows = [];
        foreach (Cell cell in cells)
        {
            rows.Add(new Comparison(options, cell).Run());
            Console.WriteLine(Table.Line(rows[^1]));
            Save(options.Json, rows);
        }

        Console.WriteLine(string.Join(Environment.NewLine, rows.Select(row => row.Peer).OfType<string>().Distinct()));
        Row[] wrong = [.. rows.Where(row => !row.Agrees)];
        foreach (Row row in wrong)
        {
            Console.Error.WriteLine($"failed: {row.Workload} {row.Size} {row.Activation} {row.Precision}: the two sides differ by {row.GradientDifference:g2} of the length of what they computed, so nothing was timed");
        }

        return wrong.Length == 0 ? 0 : 1;
    }

    // Before the first row, so that a file that cannot be written costs nothing; and after every row, so that whoever stops keeps what was found.
    private static void Save(string? path, List<Row> rows)
    {
        if (path is null)
        {
            return;
        }

        try
        {
            File.WriteAllText(path, JsonSerializer.Serialize(rows, Layout) + "\n");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingException($"{Options.JsonFlag}: found {path}, which cannot be written ({exception.Message}), expected the name of a file", exception);
        }
    }
}
