using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>A figure with the name of its file and what there is to see in it.</summary>
internal sealed record Plate(string Name, Figure Figure, string Caption)
{
    internal Drawing Drawing => new(Figure, Caption);
}

/// <summary>The figures of the landscape itself, by its dimension.</summary>
internal static class LandscapeFigures
{
    internal static IEnumerable<Plate> All(SeenLandscape seen)
    {
        switch (seen.Dimension)
        {
            case 1:
                yield return CurveFigure.Of(seen);
                break;
            case 2:
                foreach (Plate map in MapFigure.All(seen))
                {
                    yield return map;
                }

                break;
            default:
                yield return SliceFigure.Of(seen);
                yield return ProjectionFigure.Of(seen);
                break;
        }

        if (seen.Dimension > 1 && ProfileFigure.Of(seen) is { } profile)
        {
            yield return profile;
        }
    }
}
