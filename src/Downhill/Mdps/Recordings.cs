namespace Downhill.Mdps;

/// <summary>Episodes as they were recorded: states and actions are rows of numbers, whole or not.</summary>
/// <param name="StateColumns">The names of a state's numbers.</param>
/// <param name="ActionColumns">The names of an action's numbers.</param>
/// <param name="Episodes">The episodes, at least one.</param>
public sealed record Recordings(IReadOnlyList<string> StateColumns, IReadOnlyList<string> ActionColumns, IReadOnlyList<RecordedEpisode> Episodes)
{
    /// <summary>How many decisions were made in all.</summary>
    public int Decisions => Episodes.Sum(episode => episode.Length);

    /// <summary>Whether states and actions are single whole numbers from 0 on, as of a finite process.</summary>
    public bool AreTabular => StateColumns.Count == 1 && ActionColumns.Count == 1
        && Episodes.All(episode => episode.States.Concat(episode.Actions).All(value => value >= 0 && value <= int.MaxValue && value == Math.Floor(value)));

    /// <summary>The same as states and actions of a finite process.</summary>
    /// <exception cref="InvalidOperationException">They are not <see cref="AreTabular"/>.</exception>
    public Demonstrations ToDemonstrations() => AreTabular
        ? new([.. Episodes.Select(episode => new Episode(
            [.. episode.States.Take(episode.Length).Select(value => (int)value)],
            [.. episode.Actions.Select(value => (int)value)],
            episode.HasLast ? (int)episode.States[^1] : null))])
        : throw new InvalidOperationException("states or actions are not whole numbers, expected those of a finite process.");
}

/// <summary>A recorded episode of T decisions.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Length">T.</param>
/// <param name="States">Shape [T + 1, columns], or [T, columns] where the last state is not known.</param>
/// <param name="Actions">Shape [T, columns].</param>
/// <param name="Rewards">Shape [T], or null where none were recorded.</param>
/// <param name="Terminal">Whether the file says that it ended, and was not only cut off; null where it does not say.</param>
/// <param name="HasLast">Whether <paramref name="States"/> has the state after the last action.</param>
public sealed record RecordedEpisode(string Name, int Length, double[] States, double[] Actions, double[]? Rewards, bool? Terminal, bool HasLast)
{
    /// <summary>The line of each row in a file of text; null of arrays. Default null.</summary>
    public IReadOnlyList<long>? Lines { get; init; }
}
