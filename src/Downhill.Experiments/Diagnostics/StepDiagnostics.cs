using Downhill.Compute;

namespace Downhill.Experiments.Diagnostics;

/// <summary>What the steps of tracks really are: whether they are independent, how fast they diffuse, and what their correlations can and cannot come from.</summary>
internal sealed record StepDiagnostics
{
    private const int FewestSteps = 100, FewestUnits = 6;

    /// <summary>Steps that were looked at, of one frame each.</summary>
    internal required int Steps { get; init; }

    /// <summary>Tracks that they are of.</summary>
    internal required int Tracks { get; init; }

    /// <summary>The name of the first coordinate, whose unit is the length.</summary>
    internal required string Coordinate { get; init; }

    /// <summary>Whether a drift was taken off the steps.</summary>
    internal required bool IsOfResiduals { get; init; }

    /// <summary>The mean step, before it is taken off where it is a drift.</summary>
    internal required MeanStep Mean { get; init; }

    /// <summary>The mean squared displacement.</summary>
    internal required MeanSquaredDisplacement Displacement { get; init; }

    /// <summary>The autocorrelation of steps.</summary>
    internal required StepCorrelation Correlation { get; init; }

    /// <summary>Whether there is any.</summary>
    internal required Whiteness Whiteness { get; init; }

    /// <summary>The shape of their distribution.</summary>
    internal required Gaussianity Gaussianity { get; init; }

    /// <summary>Whether their variance has a period; null where that cannot be asked.</summary>
    internal required StepPeriod? Period { get; init; }

    /// <summary>What tracks do together; null where that cannot be asked.</summary>
    internal required CommonDrift? Common { get; init; }

    /// <summary>The causes whose signatures were tested.</summary>
    internal required IReadOnlyList<Cause> Causes { get; init; }

    /// <summary>Whether what is left of the steps has the signature of confinement.</summary>
    internal bool IsConfined => Causes.Any(cause => cause is { Name: Cause.Confinement, IsCompatible: true });

    /// <summary>The stride to learn with.</summary>
    internal required Stride Stride { get; init; }

    /// <summary>The diffusion coefficient from the slope of the mean squared displacement; null where no slope is constant.</summary>
    internal required Diffusion? Diffusion { get; init; }

    /// <summary>Every how many frames steps may be learned from as if they were independent.</summary>
    internal int RecommendedStride => Stride.Frames;

    /// <summary>The diffusion coefficient that steps of one frame show, length² per second.</summary>
    internal Estimate OfSingleSteps => Displacement.Apparent(1);

    /// <summary>What was found, in sentences, warnings first.</summary>
    internal IReadOnlyList<Finding> Findings => [.. StepWords.Of(this).OrderByDescending(finding => finding.IsWarning)];

    /// <summary>The sentences alone.</summary>
    internal IReadOnlyList<string> Words => [.. Findings.Select(finding => finding.Text)];

    /// <summary>The diagnostics of tracks; null where fewer than a hundred steps of one frame, or too few stretches to resample, are left.</summary>
    /// <param name="tracks">The tracks, all of one dimension; each coordinate is one that noise acts on.</param>
    /// <param name="interval">Seconds from frame to frame; longer intervals are gaps.</param>
    /// <param name="residuals">What the learned drift leaves of each step, in the units of the file, shape [tracks][frames − 1, dimension] (see <see cref="Residuals"/>); null: no drift.</param>
    /// <param name="rng">Draws the resamples.</param>
    internal static StepDiagnostics? Of(IReadOnlyList<Trajectory> tracks, double interval, double[][]? residuals, Rng rng)
    {
        if (tracks.Count == 0 || StepTable.Of(tracks, interval, residuals) is not { Count: >= FewestSteps } table)
        {
            return null;
        }

        Resampling resampling = new(table, rng.Fork(0));
        return resampling.Units < FewestUnits || table.Scales().Any(scale => scale == 0)
            ? null
            : Of(table, resampling, rng.Fork(1)) with { Coordinate = tracks[0].Columns[0], IsOfResiduals = residuals is not null };
    }

    private static StepDiagnostics Of(StepTable table, Resampling resampling, Rng rng)
    {
        MeanStep mean = MeanStep.Of(table, resampling);
        StepTable steps = mean.IsDrift ? table.Without([.. mean.Coordinates.Select(step => step.Value)]) : table;
        MeanSquaredDisplacement msd = MeanSquaredDisplacement.Of(steps, resampling);
        StepCorrelation correlation = StepCorrelation.Of(steps, resampling);
        CommonDrift? common = CommonDrift.Of(steps);
        IReadOnlyList<Cause> causes = Cause.Of(correlation, msd, common);
        bool isConfined = causes.Any(cause => cause is { Name: Cause.Confinement, IsCompatible: true });
        int? firstLag = Diffusion.FirstLagOfConstantSlope(msd);
        Stride stride = Stride.Of(msd, correlation.Reach, isConfined, firstLag);
        return new()
        {
            Steps = steps.Count,
            Tracks = steps.Stretches.Select(stretch => stretch.Track).Distinct().Count(),
            Coordinate = "",
            IsOfResiduals = false,
            Mean = mean,
            Displacement = msd,
            Correlation = correlation,
            Whiteness = Whiteness.Of(correlation),
            Gaussianity = Gaussianity.Of(steps, resampling),
            Period = StepPeriod.Of(steps, rng),
            Common = common,
            Causes = causes,
            Stride = stride,
            Diffusion = isConfined || !stride.IsEnough ? null : DiffusionOf(msd, firstLag, stride, correlation.Reach),
        };
    }

    /// <summary>A correlation of one lag leaves every slope right. One over several lags has a tail that no single lag shows, so the fit waits until steps are nearly independent.</summary>
    private static Diffusion? DiffusionOf(MeanSquaredDisplacement msd, int? firstLag, Stride stride, int reach)
    {
        Diffusion? found = firstLag is { } first && msd.LongestLag > 1 ? Diffusion.From(msd, reach > 1 ? Math.Max(first, stride.Frames) : first) : null;
        return found is not null && found.Value.IsAbove(0) ? found : null;
    }
}
