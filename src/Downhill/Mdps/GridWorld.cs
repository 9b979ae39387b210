using Downhill.Compute;

namespace Downhill.Mdps;

/// <summary>A grid of free cells: four moves, walls that stop them, goals and pits that end them.</summary>
/// <remarks>
/// A map is rows of letters: <c>#</c> a wall, <c>G</c> a goal, <c>X</c> a pit, <c>S</c> a start, anything else free ground. States are
/// the cells without a wall, row by row. Actions: 0 up, 1 right, 2 down, 3 left, and 4 stay where <see cref="CanStay"/>. A move into a wall
/// or over the edge stays. The reward is one of the state; goals and pits are terminal.
/// </remarks>
public sealed record GridWorld
{
    private static readonly (int X, int Y)[] Moves = [(0, -1), (1, 0), (0, 1), (-1, 0), (0, 0)];

    private readonly string[] map;
    private readonly int[] cells, states;

    /// <summary>A world from its map.</summary>
    /// <param name="map">The rows, top first, equally long.</param>
    /// <exception cref="ArgumentException">Rows differ in length, or no cell is free.</exception>
    public GridWorld(params string[] map)
    {
        ArgumentNullException.ThrowIfNull(map);
        this.map = map.Length > 0 && map.All(row => row.Length == map[0].Length) ? map : throw new ArgumentException("a map whose rows differ in length, expected at least one row and all equally long.", nameof(map));
        cells = [.. Enumerable.Range(0, Width * Height).Where(cell => Letter(cell) != '#')];
        states = new int[Width * Height];
        Array.Fill(states, -1);
        for (int state = 0; state < cells.Length; state++)
        {
            states[cells[state]] = state;
        }

        _ = cells.Any(cell => Letter(cell) is not ('G' or 'X')) ? 0 : throw new ArgumentException("a map without a free cell, expected at least one.", nameof(map));
    }

    /// <summary>The chance that a move goes to one of its two sides instead, half to each. Default 0.</summary>
    public double Slip { get; init => field = Require.Within(value, 0, 1); }

    /// <summary>What being on free ground earns, in each step. Default 0.</summary>
    public double StepReward { get; init; }

    /// <summary>What arriving at a goal earns. Default 1.</summary>
    public double GoalReward { get; init; } = 1;

    /// <summary>What arriving in a pit earns. Default −1.</summary>
    public double PitReward { get; init; } = -1;

    /// <summary>Whether there is a fifth action, to stay. Default no.</summary>
    public bool CanStay { get; init; }

    /// <summary>Cells in a row.</summary>
    public int Width => map[0].Length;

    /// <summary>Rows.</summary>
    public int Height => map.Length;

    /// <summary>S, the number of cells without a wall.</summary>
    public int States => cells.Length;

    /// <summary>A grid without walls, with one goal in its last cell.</summary>
    /// <param name="width">Cells in a row, at least two.</param>
    /// <param name="height">Rows, at least one.</param>
    public static GridWorld Open(int width, int height) =>
        new([.. Enumerable.Range(0, Require.AtLeast(height, 1, nameof(height))).Select(row => new string('.', Require.AtLeast(width, 2, nameof(width)) - 1) + (row == height - 1 ? 'G' : '.'))]);

    /// <summary>Where a state is: column and row, from 0 at the top left.</summary>
    public (int X, int Y) CellOf(int state) => (cells[state] % Width, cells[state] / Width);

    /// <summary>The state of a cell, or null where there is a wall or no cell.</summary>
    public int? StateAt(int x, int y) => x >= 0 && x < Width && y >= 0 && y < Height && states[(y * Width) + x] is >= 0 and int state ? state : null;

    /// <summary>The decision process: it starts on any <c>S</c>, or, where there is none, on any free ground, equally likely.</summary>
    /// <param name="discount">γ.</param>
    /// <param name="horizon">H, or null.</param>
    public Mdp Process(double discount, int? horizon = null)
    {
        bool[] terminal = [.. cells.Select(cell => Letter(cell) is 'G' or 'X')];
        bool[] first = cells.Any(cell => Letter(cell) == 'S') ? [.. cells.Select(cell => Letter(cell) == 'S')] : [.. terminal.Select(end => !end)];
        int starts = first.Count(start => start), actions = CanStay ? 5 : 4;
        IEnumerable<(int, int, int, double)> listed =
            from state in Enumerable.Range(0, States)
            where !terminal[state]
            from action in Enumerable.Range(0, actions)
            from move in Turns(action)
            select (state, action, After(state, move.Action), move.Chance);
        return new(Transitions.Of(States, actions, listed), Rewards.OfState([.. cells.Select(RewardOf)]), [.. first.Select(start => start ? 1.0 / starts : 0)], terminal, discount, horizon);
    }

    private (int Action, double Chance)[] Turns(int action) =>
        action == 4 ? [(4, 1)] : [(action, 1 - Slip), ((action + 1) % 4, Slip / 2), ((action + 3) % 4, Slip / 2)];

    private int After(int state, int action)
    {
        (int x, int y) = CellOf(state);
        return StateAt(x + Moves[action].X, y + Moves[action].Y) ?? state;
    }

    private double RewardOf(int cell) => Letter(cell) switch
    {
        'G' => GoalReward,
        'X' => PitReward,
        _ => StepReward,
    };

    private char Letter(int cell) => map[cell / Width][cell % Width];
}
