namespace Downhill.Report;

/// <summary>The lines along which a grid has one value.</summary>
/// <remarks>
/// Source: C. Maple (2003), Geometric design and space planning using the marching squares and marching cube algorithms.
/// A line crosses a cell's edge where linear interpolation has the level. Of the two ways through a saddle cell, the mean of the
/// four corners decides: it is the value in the middle. Cells with a missing corner are left out.
/// </remarks>
internal static class MarchingSquares
{
    /// <summary>Polylines in the coordinates of the grid; a closed one ends where it began.</summary>
    internal static List<List<Pixel>> Lines(Grid grid, double level)
    {
        Dictionary<int, List<int>> neighbours = [];
        for (int i = 0; i + 1 < grid.Columns; i++)
        {
            for (int j = 0; j + 1 < grid.Rows; j++)
            {
                foreach ((int from, int to) in Segments(grid, i, j, level))
                {
                    Link(neighbours, from, to);
                    Link(neighbours, to, from);
                }
            }
        }

        return Chains(neighbours).ConvertAll(chain => chain.ConvertAll(edge => Crossing(grid, edge, level)));
    }

    // An edge is named by its lower left node and its direction: 0 along x, 1 along y.
    private static int Edge(Grid grid, int i, int j, int direction) => (((i * grid.Rows) + j) * 2) + direction;

    private static (int From, int To)[] Segments(Grid grid, int i, int j, double level)
    {
        double a = grid.Values[i, j], b = grid.Values[i + 1, j], c = grid.Values[i + 1, j + 1], d = grid.Values[i, j + 1];
        if (!(Drawable.Is(a) && Drawable.Is(b) && Drawable.Is(c) && Drawable.Is(d)))
        {
            return [];
        }

        int south = Edge(grid, i, j, 0), east = Edge(grid, i + 1, j, 1), north = Edge(grid, i, j + 1, 0), west = Edge(grid, i, j, 1);
        bool middle = (a + b + c + d) / 4 >= level;
        int corners = (a >= level ? 1 : 0) + (b >= level ? 2 : 0) + (c >= level ? 4 : 0) + (d >= level ? 8 : 0);
        return corners switch
        {
            1 or 14 => [(west, south)],
            2 or 13 => [(south, east)],
            4 or 11 => [(east, north)],
            8 or 7 => [(north, west)],
            3 or 12 => [(west, east)],
            6 or 9 => [(south, north)],
            5 => middle ? [(west, north), (south, east)] : [(west, south), (east, north)],
            10 => middle ? [(west, south), (east, north)] : [(west, north), (south, east)],
            _ => [],
        };
    }

    private static void Link(Dictionary<int, List<int>> neighbours, int from, int to)
    {
        if (!neighbours.TryGetValue(from, out List<int>? list))
        {
            neighbours[from] = list = [];
        }

        list.Add(to);
    }

    // Open lines first, from their ends; what then remains are rings.
    private static List<List<int>> Chains(Dictionary<int, List<int>> neighbours)
    {
        List<List<int>> chains = [];
        HashSet<int> seen = [];
        foreach (int start in neighbours.Keys.OrderBy(edge => neighbours[edge].Count).ThenBy(edge => edge))
        {
            if (seen.Add(start))
            {
                chains.Add(Walk(neighbours, seen, start));
            }
        }

        return chains;
    }

    private static List<int> Walk(Dictionary<int, List<int>> neighbours, HashSet<int> seen, int start)
    {
        List<int> chain = [start];
        while (neighbours[chain[^1]].FindIndex(edge => !seen.Contains(edge)) is >= 0 and int next)
        {
            chain.Add(neighbours[chain[^1]][next]);
            seen.Add(chain[^1]);
        }

        if (chain.Count > 2 && neighbours[chain[^1]].Contains(start))
        {
            chain.Add(start);
        }

        return chain;
    }

    private static Pixel Crossing(Grid grid, int edge, double level)
    {
        int node = edge / 2, i = node / grid.Rows, j = node % grid.Rows;
        (int di, int dj) = edge % 2 == 0 ? (1, 0) : (0, 1);
        double from = grid.Values[i, j], to = grid.Values[i + di, j + dj];
        double share = (level - from) / (to - from);
        return new(grid.XOf(i + (di * share)), grid.YOf(j + (dj * share)));
    }
}
