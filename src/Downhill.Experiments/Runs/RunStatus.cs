using System.Text.Json.Serialization;

namespace Downhill.Experiments.Runs;

/// <summary>Where a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunState>))]
public enum RunState
{
    /// <summary>It is at work, or was killed: <c>running</c>.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It came to its end: <c>done</c>.</summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary>It cannot go on, for the reason beside: <c>failed</c>.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>It was asked to stop, and can be resumed: <c>stopped</c>.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,
}

/// <summary>The content of <c>status.json</c>.</summary>
/// <param name="State">Where the run stands.</param>
/// <param name="Reason">Why, in one line, or null where nothing needs to be said.</param>
/// <param name="Seconds">How long the last stretch of it took, or null where it has not come to its end.</param>
public sealed record RunStatus(RunState State, string? Reason = null, double? Seconds = null);
