namespace Downhill.Bench;

/// <summary>What is measured, and how often.</summary>
internal sealed record Settings
{
    private static readonly string[] Known = ["langevin", "unroll"];

    internal string[] Workloads { get; init; } = Known;

    internal Size[] Sizes { get; init; } = [.. Size.All.Take(2)];

    internal int Rounds { get; init; } = 7;

    internal int Threads { get; init; } = Environment.ProcessorCount;

    internal string? Json { get; init; }

    /// <summary>The interpreter that has PyTorch, and the script that it runs.</summary>
    internal string? Python { get; init; }

    internal string? Script { get; init; }

    internal static Settings Of(string[] arguments)
    {
        Settings settings = new();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw new ArgumentException($"{arguments[i]} needs a value.");
            settings = arguments[i] switch
            {
                "--only" => settings with { Workloads = [.. value.Split(',').Select(name => Known.Contains(name) ? name : throw Unknown(name, Known))] },
                "--size" => settings with { Sizes = [.. value.Split(',').Select(SizeOf)] },
                "--rounds" => settings with { Rounds = int.Parse(value) },
                "--threads" => settings with { Threads = int.Parse(value) },
                "--json" => settings with { Json = value },
                "--python" => settings with { Python = value },
                "--script" => settings with { Script = value },
                _ => throw Unknown(arguments[i], ["--only", "--size", "--rounds", "--threads", "--json", "--python", "--script"]),
            };
        }

        return settings;
    }

    internal IEnumerable<(string Workload, Size Size)> Cells() =>
        Workloads.SelectMany(workload => Sizes.Select(size => (workload, size)));

    private static Size SizeOf(string name) =>
        Array.Find(Size.All, size => size.Name == name) ?? throw Unknown(name, Size.All.Select(size => size.Name));

    private static ArgumentException Unknown(string name, IEnumerable<string> known) =>
        new($"{name} is not known; there is: {string.Join(", ", known)}.");
}
