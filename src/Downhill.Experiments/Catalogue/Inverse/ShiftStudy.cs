using System.Text.Json.Nodes;
using Downhill.Inverse;
using Downhill.Mdps;

namespace Downhill.Experiments.InverseStudies;

/// <summary>An agent on the cells of a square, and an expert whose places are shifted off them.</summary>
internal sealed record ShiftStudy(RoomGrid Grid, double[] Alone, ShiftFit[] Fits, ShiftFit Shown)
{
    internal const double Lipschitz = 1, Temperature = 0.1;
    private const double Below = 1e-3;

    /// <summary>L W₁ without a cost, of the expert that is on the cells.</summary>
    internal double Scale => Lipschitz * Fits[0].Found.Distances[0];

    internal int Horizon => (2 * Grid.Side) - 1;

    internal static double[] Floors { get; } = [1e-3, 1e-6, 1e-12];

    /// <summary>W₁ per step beyond the half cell by which the expert is away, where it is half a cell away.</summary>
    internal double Excess => Fits.Where(fit => Math.Abs(fit.Shift - 0.5) < Below).Select(fit => (fit.Found.Distance / Horizon) - 0.5).FirstOrDefault(double.NaN);

    internal double LargestChange => Enumerable.Range(1, Fits.Length - 1).Worst(k => Math.Abs(Fits[k].Found.Distance - Fits[k - 1].Found.Distance) / Horizon / (Fits[k].Shift - Fits[k - 1].Shift));

    internal double FlooredSlope
    {
        get
        {
            ShiftFit off = Fits.First(fit => !fit.IsOnCells);
            return Slopes.Of([.. Floors.Select(floor => -Math.Log(floor))], [.. Floors.Select(off.Divergence)]);
        }
    }

    internal static ShiftStudy Of(int side, int shifts, ExperimentContext context)
    {
        RoomGrid grid = new(side) { Slip = 0 };
        ShiftFit[] fits = [.. Enumerable.Range(0, shifts).Select(k =>
        {
            double shift = (double)k / (shifts - 1);
            context.Stop.ThrowIfCancellationRequested();
            context.Tell($"an expert beside the grid: {k + 1} of {shifts}");
            return ShiftFit.Of(grid, shift, 0);
        })];
        Mdp free = ShiftFit.Process(grid);
        return new(grid, Occupancy.Of(free, SoftValues.Of(free, Temperature).Policy).States, fits, ShiftFit.Of(grid, 0.4, 0.3));
    }
}

/// <summary>The policy that is found for an expert who is shifted.</summary>
internal sealed record ShiftFit(RoomGrid Grid, double Shift, (double X, double Y)[] Expert, ControlledPolicy Found)
{
    internal bool IsOnCells => Math.Abs(Shift - Math.Round(Shift)) < 1e-9;

    /// <summary>The expert's share in places that are no cell which the agent visits.</summary>
    internal double Outside => Expert.Count(place => Visits(place) == 0) / (double)Expert.Length;

    internal static Mdp Process(RoomGrid grid) => grid.Process(Rewards.OfState(new double[grid.States]), 1, (2 * grid.Side) - 1, grid.StateAt(0, 0));

    internal static ShiftFit Of(RoomGrid grid, double shift, double up)
    {
        // Along the bottom to the right, then up; the start is the agent's own.
        int last = grid.Side - 1;
        (double X, double Y)[] expert = [.. Enumerable.Range(0, (2 * last) + 1).Select(t => (Math.Min(t, last) + (t == 0 ? 0 : shift), Math.Max(0, t - last) + (t == 0 ? 0 : up)))];
        (double X, double Y)[] places = [.. Enumerable.Range(0, grid.States).Select(state => ((double)grid.CellOf(state).X, (double)grid.CellOf(state).Y)), .. expert];
        double Far(int a, int b) => Math.Sqrt(Math.Pow(places[a].X - places[b].X, 2) + Math.Pow(places[a].Y - places[b].Y, 2));
        ControlledPolicy found = new WassersteinControl { Lipschitz = ShiftStudy.Lipschitz, Temperature = ShiftStudy.Temperature, Tolerance = 1e-6 }
            .Of(Process(grid), [.. new double[grid.States], .. expert.Select(_ => 1.0)], Far);
        return new(grid, shift, expert[1..], found);
    }

    /// <summary>KL(expert ‖ agent) of where they are, with a share of the agent spread over all places.</summary>
    internal double Divergence(double floor)
    {
        double all = Found.Visits.Sum();
        int places = Grid.States + Expert.Length;
        return Expert.Average(place => Math.Log(1.0 / Expert.Length / (((1 - floor) * Visits(place) / all) + (floor / places))));
    }

    internal JsonObject ToJson() => new()
    {
        ["shift"] = Shift,
        ["distance"] = Found.Distance,
        ["gap"] = Found.Gap,
        ["outside"] = Outside,
        ["kl_floored"] = new JsonArray([.. ShiftStudy.Floors.Select(floor => JsonValue.Create(Divergence(floor)))]),
    };

    private double Visits((double X, double Y) place)
    {
        (double x, double y) = (Math.Round(place.X), Math.Round(place.Y));
        bool isCell = Math.Abs(x - place.X) < 1e-9 && Math.Abs(y - place.Y) < 1e-9 && x < Grid.Side && y < Grid.Side;
        return isCell ? Found.Visits[Grid.StateAt((int)x, (int)y)] : 0;
    }
}
