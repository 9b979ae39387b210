using Downhill.Compute;
using Downhill.Simulation;

namespace Downhill.Experiments.Studies;

/// <summary>A landscape that is descended without noise, from starts below a limit of the energy.</summary>
/// <param name="System">What is descended; a frame is one step of gradient descent.</param>
/// <param name="Barrier">The highest barrier above the lowest minimum; null in a bowl.</param>
/// <param name="Limit">Starts are at most this far above the lowest minimum: 1.5 barriers, or in a bowl what its box has on average.</param>
internal sealed record NoiseFree(SimulatedSystem System, double? Barrier, double Limit)
{
    private const double PerBarrier = 1.5;
    private const int MostDraws = 10_000, Draws = 2000;

    /// <summary>All five, by name.</summary>
    internal static IReadOnlyList<string> Names { get; } = ["quadratic", "double-well", "mueller-brown", "rosenbrock", "softplus-net"];

    /// <summary>The one of a name.</summary>
    /// <exception cref="SettingException">There is none.</exception>
    internal static NoiseFree Named(string name) => name switch
    {
        // About the mean energies of the starts: ½ Σ λ 2² = 30, and 126 over the box of the valley.
        "quadratic" => Bowl(name, 30, 40),
        "rosenbrock" => Bowl(name, 100, 400),
        "double-well" => Wells(name, 60),
        "mueller-brown" => Wells(name, 150),
        "softplus-net" => Wells(name, 60),
        _ => throw new SettingException($"potentials: found no potential '{name}', expected some of {string.Join(", ", Names)}"),
    };

    /// <summary>Tracks of it.</summary>
    internal IReadOnlyList<Trajectory> Tracks(int tracks, Rng rng) => Simulator.Run(System, tracks, System.Frames, System.Interval, 0, rng);

    private static NoiseFree Bowl(string name, double limit, int frames) => new(Below(KnownSystems.Named(name)!, 0, limit) with { Frames = frames }, null, limit);

    private static NoiseFree Wells(string name, int frames)
    {
        SimulatedSystem system = KnownSystems.Named(name)!;
        CriticalPlaces places = CriticalPlaces.Of(system.Energy!, [.. Enumerable.Range(0, Draws).SelectMany(draw => system.Start(new Rng(0).Fork(draw)))]);
        double lowest = places.Minima.Points[0].Energy, barrier = places.Passes.Max(saddle => saddle.Energy) - lowest;
        return new(Below(system, lowest, PerBarrier * barrier) with { Frames = frames }, barrier, PerBarrier * barrier);
    }

    private static SimulatedSystem Below(SimulatedSystem system, double lowest, double limit) => system with
    {
        Temperature = 0,
        Start = rng => Enumerable.Range(0, MostDraws).Select(draw => system.Start(rng.Fork(draw))).First(point => system.Energy!.At(point) - lowest < limit),
    };
}
