using System.Text.Json;

namespace Downhill.Bench;

/// <summary>Measures the engine's workloads beside PyTorch's, round by round; <c>bench/compare.sh</c> starts it.</summary>
internal static class Program
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    internal static int Main(string[] arguments)
    {
        Settings settings;
        try
        {
            settings = Settings.Of(arguments);
        }
        catch (ArgumentException exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 2;
        }

        using Peer? peer = Peer.Start(settings);
        Console.WriteLine(peer?.About ?? "No peer: only the own half runs.");
        Console.WriteLine($"Downhill: {settings.Threads} threads, SIMD {FusedMultiplyAdd.Width} bits, .NET {Environment.Version}");
        Comparison comparison = new(settings, peer);
        List<Row> rows = [];
        foreach ((string workload, Size size) in settings.Cells())
        {
            rows.Add(comparison.Run(workload, size));
            Console.WriteLine(rows.Count == 1 ? Table.Head + Environment.NewLine + Table.Line(rows[^1]) : Table.Line(rows[^1]));
        }

        if (settings.Json is { } path)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(rows, Layout) + "\n");
        }

        return 0;
    }
}
