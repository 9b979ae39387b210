using System.Text.Json;
using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>A learned landscape with its dynamics, as it stands in a run directory: model.safetensors and model.json.</summary>
/// <remarks>The description names kinds and numbers only: never a type or code.</remarks>
public sealed record LearnedModel
{
    private const string VisitedName = "visited";

    private const string NoMotion = "none";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The landscape: a network's mean, or wells and hills in a bowl.</summary>
    public required Energy Energy { get; init; }

    /// <summary>The landscapes of resampled tracks, for error bars; may be empty. Of the kind of <see cref="Energy"/>, or its members.</summary>
    public IReadOnlyList<Energy> Members { get; init; } = [];

    /// <summary>What is taken off the energy, so that its least value in the visited region is 0.</summary>
    public required double Offset { get; init; }

    /// <summary>Whether it was learned from independent samples: it is a density, and says nothing of motion. Default false.</summary>
    public bool IsOfSamples { get; init; }

    /// <summary>How the system moves; of samples, without a meaning.</summary>
    public required Motion Motion { get; init; }

    /// <summary>The columns of positions.</summary>
    public required string[] Columns { get; init; }

    /// <summary>The columns of velocities; empty for overdamped motion.</summary>
    public required string[] VelocityColumns { get; init; }

    /// <summary>γ, per second; 0 for overdamped motion.</summary>
    public required double Friction { get; init; }

    /// <summary>T, in units of energy; null where there is no noise to speak of.</summary>
    public required double? Temperature { get; init; }

    /// <summary>Seconds of a frame.</summary>
    public required double Interval { get; init; }

    /// <summary>Seconds of an inner step.</summary>
    public required double StepSize { get; init; }

    /// <summary>Some of the positions that were learned from, shape [n, columns]: where the landscape is known; may be empty.</summary>
    public double[] Visited { get; init; } = [];

    /// <summary>Writes both files.</summary>
    public void Save(string weights, string description)
    {
        IEnumerable<StoredTensor> members = Members.SelectMany((member, m) => Energy is MeanEnergy ? [] : Tensors($"resample{m}.", member));
        StoredTensor[] visited = Visited.Length == 0 ? [] : [StoredTensor.Of<double>(VisitedName, [Visited.Length / Columns.Length, Columns.Length], Visited)];
        SafeTensors.Write(weights, [.. Tensors("", Energy), .. members, .. visited]);
        DurableFile.WriteText(description, Describe().ToJsonString(Indented) + "\n");
    }

    /// <summary>Reads both files.</summary>
    /// <exception cref="DataException">A file is missing, damaged, or does not fit the other.</exception>
    public static LearnedModel Load(string weights, string description)
    {
        TensorSet tensors = SafeTensors.Read(weights);
        JsonNode json = ReadJson(description);
        try
        {
            Energy energy = Filled(EnergyText.Read(json["energy"]!), "", tensors, weights);
            return new LearnedModel
            {
                Energy = energy,
                Members = energy is MeanEnergy mean ? mean.Members : [.. Enumerable.Range(0, (int)json["resamples"]!).Select(m => Filled(energy, $"resample{m}.", tensors, weights))],
                Offset = (double)json["offset"]!,
                IsOfSamples = (string)json["dynamics"]! == NoMotion,
                Motion = (string)json["dynamics"]! == NoMotion ? Motion.Overdamped : Enum.Parse<Motion>((string)json["dynamics"]!, ignoreCase: true),
                Columns = Texts(json["columns"]!),
                VelocityColumns = Texts(json["velocity_columns"]!),
                Friction = (double)json["friction"]!,
                Temperature = (double?)json["temperature"],
                Interval = (double)json["interval"]!,
                StepSize = (double)json["step_size"]!,
                Visited = tensors.Tensors.TryGetValue(VisitedName, out StoredTensor? visited) ? visited.ToArray<double>() : [],
            };
        }
        catch (Exception exception) when (exception is NullReferenceException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new DataException(description, null, null, "found a description that is incomplete or of another kind, expected one written by learn, learn again", exception);
        }
    }

    private static JsonNode ReadJson(string description)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(description))!;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new DataException(description, null, null, $"found no readable JSON ({exception.Message.Split('\n')[0]}), expected the description of a model, learn again", exception);
        }
    }

    private static IEnumerable<StoredTensor> Tensors(string prefix, Energy energy) =>
        energy.Parameters.Select(p => StoredTensor.Of<double>(prefix + p.Name, [p.Height, p.Width], p.Values));

    private static Energy Filled(Energy shape, string prefix, TensorSet tensors, string file) =>
        shape.With([.. shape.Parameters.Select(p => p with { Values = Values(tensors, prefix + p.Name, p, file) })]);

    private static double[] Values(TensorSet tensors, string name, Parameter parameter, string file) =>
        tensors.Tensors.TryGetValue(name, out StoredTensor? tensor) && tensor.Shape.SequenceEqual([parameter.Height, parameter.Width])
            ? tensor.ToArray<double>()
            : throw new DataException(file, null, null, $"found no tensor {name} [{parameter.Height}, {parameter.Width}], expected the weights that model.json describes, learn again");

    private static string[] Texts(JsonNode node) => [.. node.AsArray().Select(item => (string)item!)];

    private JsonObject Describe() => new()
    {
        ["energy"] = EnergyText.Describe(Energy),
        ["resamples"] = Members.Count,
        ["offset"] = Offset,
        ["dynamics"] = IsOfSamples ? NoMotion : Motion.ToString().ToLowerInvariant(),
        ["columns"] = new JsonArray([.. Columns.Select(c => JsonValue.Create(c))]),
        ["velocity_columns"] = new JsonArray([.. VelocityColumns.Select(c => JsonValue.Create(c))]),
        ["friction"] = Friction,
        ["temperature"] = Temperature,
        ["interval"] = Interval,
        ["step_size"] = StepSize,
    };
}
