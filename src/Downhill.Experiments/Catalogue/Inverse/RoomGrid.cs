namespace Downhill.Experiments.InverseStudies;

/// <summary>A square of cells with five actions (up, right, down, left, stay), without an end; a wall from top to bottom may part it, but for a gap.</summary>
/// <remarks>A move succeeds with 1 − slip − wind; the slip is any of the five, the wind blows up. What the wall or the edge stops stays.</remarks>
internal sealed record RoomGrid(int Side)
{
    internal const int Actions = 5;

    private static readonly (int X, int Y)[] Moves = [(0, 1), (1, 0), (0, -1), (-1, 0), (0, 0)];

    internal int? Gap { get; init; }

    internal double Slip { get; init; } = 0.1;

    internal double Wind { get; init; }

    internal int States => Side * Side;

    /// <summary>The column left of the wall.</summary>
    internal int Wall => (Side / 2) - 1;

    internal static string Arrow(int action) => "↑→↓←·"[action].ToString();

    internal int StateAt(int x, int y) => (y * Side) + x;

    internal (int X, int Y) CellOf(int state) => (state % Side, state / Side);

    internal Mdp Process(Rewards rewards, double discount, int? horizon = null, int? start = null)
    {
        IEnumerable<(int, int, int, double)> listed =
            from state in Enumerable.Range(0, States)
            from action in Enumerable.Range(0, Actions)
            from move in Enumerable.Range(0, Actions)
            select (state, action, After(state, move), (move == action ? 1 - Slip - Wind : 0) + (Slip / Actions) + (move == 0 ? Wind : 0));
        double[] initial = [.. Enumerable.Range(0, States).Select(state => start is null ? 1.0 / States : state == start ? 1 : 0)];
        return new(Transitions.Of(States, Actions, listed), rewards, initial, new bool[States], discount, horizon);
    }

    private int After(int state, int move)
    {
        (int x, int y) = CellOf(state);
        (int toX, int toY) = (x + Moves[move].X, y + Moves[move].Y);
        bool isStopped = toX < 0 || toX >= Side || toY < 0 || toY >= Side || (Gap is int gap && y != gap && Math.Min(x, toX) == Wall && x != toX);
        return isStopped ? state : StateAt(toX, toY);
    }
}
