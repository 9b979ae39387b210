using System.Text.Json.Nodes;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>Every number that the report shows, as summary.json holds it.</summary>
internal static class LearnSummary
{
    internal static JsonObject Of(SeenLandscape seen)
    {
        (LearnResult result, Protocol protocol) = (seen.Result, seen.Result.Protocol);
        return new JsonObject
        {
            ["dynamics"] = result.Model.Motion.ToString().ToLowerInvariant(),
            ["tracks"] = result.Recorded.Select(track => track.Name).Distinct().Count(),
            ["frames"] = result.Recorded.Sum(track => (long)track.Frames),
            ["interval"] = Quantity(protocol.Interval, null, null, "s"),
            ["lag"] = Quantity(protocol.Lag, null, null, "s"),
            ["matched"] = protocol.Matched,
            ["inner_steps"] = protocol.InnerSteps * protocol.Matched,
            ["step_size"] = Quantity(protocol.StepSize, null, null, "s"),
            ["own_time"] = Quantity(protocol.OwnTime, null, null, "s"),
            ["temperature"] = result.Model.Temperature is { } t ? Quantity(t, result.TemperatureError, Band(t, result.TemperatureError), EnergyUnit(seen)) : null,
            ["friction"] = result.Friction is { } f ? Quantity(f.Value, f.StandardError, f.Interval, "1/s") : null,
            ["friction_by_track"] = result.Friction is { } g ? new JsonArray([.. g.Tracks.Select(track => new JsonObject { ["track"] = track.Track, ["value"] = Number(track.Friction) })]) : null,
            ["state_estimate"] = Estimate(result),
            ["noise_share_by_lag"] = new JsonArray([.. result.Lags.Select(lag => new JsonObject { ["lag"] = lag.Lag, ["noise_share"] = Number(lag.NoiseShare) })]),
            ["downhill_share"] = double.IsNaN(result.Share.Value) ? null : Quantity(result.Share.Value, null, result.Share.Interval, "1"),
            ["energy_skill"] = Number(result.HeldOut.Skill),
            ["free_skill"] = Number(result.Share.FreeSkill),
            ["minima"] = new JsonArray([.. result.Minima.Points.Select((minimum, i) => Place(minimum.Point, minimum.Energy - result.Model.Offset, result.Bands?.Minima[i], EnergyUnit(seen)))]),
            ["saddles"] = new JsonArray([.. result.Saddles.Select((saddle, i) => Place(saddle.Point, saddle.Energy - result.Model.Offset, result.Bands?.Saddles[i], EnergyUnit(seen), saddle))]),
            ["barriers"] = new JsonArray([.. Barriers(result).Select(barrier => new JsonObject
            {
                ["from"] = barrier.From,
                ["to"] = barrier.To,
                ["height"] = barrier.Height,
                ["standard_error"] = barrier.Spread is { } spread ? Number(spread.Error) : null,
                ["interval"] = Interval(barrier.Spread),
                ["unit"] = EnergyUnit(seen),
                ["height_in_temperature"] = result.Model.Temperature is { } kT ? barrier.Height / kT : null,
                ["height_in_temperature_standard_error"] = result.Model.Temperature is { } one && barrier.Spread is { } relative ? Number(relative.Error / one) : null,
            })]),
            ["band_level"] = Bands.Level,
            ["hill"] = Quantity(seen.Hill.Height, seen.Hill.Spread.Error, seen.Hill.Spread.Interval, EnergyUnit(seen)),
            ["level_share"] = Number(seen.Hill.LevelShare),
            ["stiffness"] = Number(seen.Stiffness),
            ["principal_axes"] = seen.Dimension > 2 ? Axes(seen) : null,
            ["heldout"] = HeldOut(result),
            ["steps"] = StepNumbers.Of(result),
            ["learned_tracks"] = Names(result.Split.Learn),
            ["heldout_tracks"] = Names(result.Split.HeldOut),
            ["model"] = result.Choice.Best.Name,
            ["parameters"] = result.Choice.Best.Parameters,
            ["model_choice"] = new JsonArray([.. result.Choice.Candidates.Select(candidate => new JsonObject { ["model"] = candidate.Name, ["parameters"] = candidate.Parameters, ["left_out_loss"] = Number(candidate.Loss), ["excess"] = Number(candidate.Against(result.Choice.Best).Excess), ["excess_standard_error"] = Number(candidate.Against(result.Choice.Best).Error) })]),
            ["is_flat"] = result.Choice.IsFlat,
            ["resamples"] = result.Model.Members.Count,
            ["warnings"] = new JsonArray([.. result.Warnings.Select(warning => JsonValue.Create(warning))]),
        };
    }

    /// <summary>How high it is from each minimum over each saddle to the next; minima by number, from 0.</summary>
    internal static IEnumerable<(int From, int To, double Height, Spread? Spread)> Barriers(LearnResult result) =>
        from way in result.Saddles.SelectMany((saddle, s) => new[] { (saddle.From, saddle.To, Number: s), (From: saddle.To, To: saddle.From, Number: s) })
        orderby way
        select (way.From, way.To, result.Saddles[way.Number].Energy - result.Minima.Points[way.From].Energy, result.Bands?.Barrier(way.Number, way.From));

    private static JsonObject Place(double[] point, double energy, Tracked? tracked, string unit, Saddle? saddle = null) => new()
    {
        ["between"] = saddle is null ? null : new JsonArray(saddle.From, saddle.To),
        ["point"] = new JsonArray([.. point.Select(x => JsonValue.Create(x))]),
        ["point_standard_error"] = tracked is null ? null : new JsonArray([.. tracked.PointErrors.Select(Number)]),
        ["energy"] = energy,
        ["standard_error"] = tracked is null ? null : Number(tracked.Energy.Error),
        ["interval"] = Interval(tracked?.Energy),
        ["unit"] = unit,
        ["found_in"] = tracked is null ? null : Number(tracked.Support),
    };

    // As other units of the file, without spaces.
    private static string EnergyUnit(SeenLandscape seen) => $"{seen.Columns[0]}²/s{(seen.Model.Motion == Motion.Inertial ? "²" : "")}";

    private static JsonArray? Interval(Spread? spread) => spread is { } s && double.IsFinite(s.Interval.Low) ? new JsonArray(s.Interval.Low, s.Interval.High) : null;

    internal static JsonObject Quantity(double value, double? standardError, (double Low, double High)? interval, string unit) => new()
    {
        ["value"] = Number(value),
        ["standard_error"] = standardError is { } error ? Number(error) : null,
        ["interval"] = interval is { } i && double.IsFinite(i.Low) ? new JsonArray(i.Low, i.High) : null,
        ["unit"] = unit,
    };

    internal static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static (double, double)? Band(double value, double? error) => error is { } e ? (value - (1.96 * e), value + (1.96 * e)) : null;

    private static JsonObject? Estimate(LearnResult result) => result.Estimate is not { } estimate ? null : new JsonObject
    {
        ["noise"] = Number(estimate.Noise),
        ["window"] = estimate.Window,
        ["velocity_noise"] = Number(estimate.VelocityNoise),
        ["velocity_difference"] = estimate.VelocityDifference is { } d ? Number(d) : null,
        ["velocity_lag"] = estimate.VelocityLag is { } lag ? Quantity(lag, null, null, "s") : null,
        ["pretended_friction"] = estimate.PretendedFriction is { } p ? Quantity(p, null, null, "1/s") : null,
    };

    private static JsonObject HeldOut(LearnResult result) => new()
    {
        ["one_step"] = Number(result.HeldOut.StepError),
        ["skill"] = Number(result.HeldOut.Skill),
        ["rollout_seconds"] = Number(result.HeldOut.RollOutSeconds),
        ["rollout_error"] = Number(result.HeldOut.RollOutError),
        ["rollouts"] = result.HeldOut.RollOuts,
        ["rollout_error_by_track"] = new JsonArray([.. result.HeldOut.PerTrack.Select(track => new JsonObject { ["track"] = track.Track, ["value"] = Number(track.Error) })]),
    };

    private static JsonArray Axes(SeenLandscape seen)
    {
        Plane plane = Plane.Principal(seen.Visited, seen.Bottom);
        return new(Axis(plane.First, plane.Shares[0]), Axis(plane.Second, plane.Shares[1]));

        static JsonObject Axis(double[] direction, double share) => new() { ["direction"] = new JsonArray([.. direction.Select(x => JsonValue.Create(x))]), ["share_of_variance"] = share };
    }

    private static JsonArray Names(IReadOnlyList<Trajectory> tracks) => new([.. tracks.Select(track => track.Name).Distinct().Select(name => JsonValue.Create(name))]);
}
