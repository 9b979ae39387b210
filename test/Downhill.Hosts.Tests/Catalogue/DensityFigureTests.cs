using Downhill.Compute;
using Downhill.Densities;
using Downhill.Experiments.Studies;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Studies;

public sealed class DensityFigureTests
{
    [Fact]
    public void Truth_and_learned_law_share_their_colours()
    {
        Moons truth = new();
        GridMeasure learned = GridMeasure.Of(0.5 * truth, truth.Box, most: 64);
        Figure figure = DensityFigures.SideBySide("moons", truth, learned, truth.Draw(new Rng(1), 3000), truth.Draw(new Rng(2), 3000));
        Heatmap[] maps = [.. figure.Panels.SelectMany(panel => panel.Marks).OfType<Heatmap>()];
        Assert.Equal(4, figure.Panels.Length);
        Assert.Equal(maps[0].Maximum, maps[1].Maximum);

        // Both are densities: 160² cells, those at the edge empty.
        double cell = (truth.Box.Volume / 159) / 159;
        Assert.All(maps, map => Assert.Equal(1, cell * map.Grid.Values.Cast<double>().Sum(), 1e-3));
        Assert.StartsWith("<svg", figure.ToSvg(), StringComparison.Ordinal);
        Assert.Equal(2, DensityFigures.SideBySide("", truth, learned, [], []).Panels.Length);
    }
}
