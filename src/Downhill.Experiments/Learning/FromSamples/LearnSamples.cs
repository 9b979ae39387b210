using Downhill.Compute;
using Downhill.Data;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Experiments.Learning.FromSamples;

/// <summary>Samples in, their density out.</summary>
internal static class LearnSamples
{
    private const int MostDrawn = 10_000, MostVisited = 20_000, BurnIn = 1000, Thin = 20;

    // Chains that have forgotten where they began are below this by far.
    private const double LargestRHat = 1.1;

    /// <summary>Reads and checks everything that can be checked before learning.</summary>
    /// <exception cref="DataException">The samples cannot be used.</exception>
    /// <exception cref="SettingException">A setting does not fit them.</exception>
    internal static PreparedSamples Prepare(LearnSamplesSettings settings)
    {
        if (settings.Widths.Length == 0)
        {
            throw new SettingException("widths: found no hidden layer, expected at least one, for example 64,64,64");
        }

        SampleFile file = SampleFile.Read(settings);
        int d = file.Samples.Dimension;
        DensityObjective objective = settings.Objective == DensityObjective.Auto ? DensityRecipe.For(d) : settings.Objective;
        if (objective == DensityObjective.Likelihood && d > DensityRecipe.MostByLikelihood)
        {
            throw new SettingException($"objective: found likelihood for {d} columns, expected at most {DensityRecipe.MostByLikelihood}, as its normaliser is a quadrature; give noise-contrastive or denoising");
        }

        (Samples learned, Samples heldOut) = file.Samples.Split(settings.HeldOutShare, new Rng((ulong)settings.Seed).Fork(0));
        return new(settings, file, objective, learned.Points, heldOut.Points, Units.Of(learned.Points, d));
    }

    /// <summary>Learns; finished pieces come from the journal.</summary>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    /// <exception cref="ArithmeticException">The numbers failed.</exception>
    internal static DensityResult Run(PreparedSamples prepared, Journal journal, IReadOnlyList<LearnProgress> progress, Action<LearnProgress> tell, CancellationToken stop)
    {
        (LearnSamplesSettings settings, SampleFile file, DensityObjective objective, double[] learned, double[] heldOut, Units units) = prepared;
        Rng rng = new((ulong)settings.Seed);
        int d = units.Dimension;
        DensityRecipe recipe = RecipeOf(settings, objective);
        Samples z = new(units.ToUnits(learned), d);
        DensityFit fit = DensityFit.Of(recipe, z, rng.Fork(1), settings.ThreadCount, journal, tell, stop);
        stop.ThrowIfCancellationRequested();
        Energy energy = recipe.In(units, fit.Energy.Parameters);
        double[] visited = VisitedRegion.Thinned(learned, d);
        Minima minima = Minima.Of(energy, visited, units.Radius, 1);
        Saddle[] saddles = Saddles.Of(energy, visited, units.Radius, 1, minima);
        LearnedModel model = new()
        {
            Energy = energy,
            Offset = minima.Points.Select(minimum => minimum.Energy).Append(Landscape.Of(energy).Evaluate(visited).Energies.Min()).Min(),
            IsOfSamples = true,
            Motion = Motion.Overdamped,
            Columns = file.Columns,
            VelocityColumns = [],
            Friction = 0,
            Temperature = 1,
            Interval = 0,
            StepSize = 0,
            Visited = visited,
        };
        stop.ThrowIfCancellationRequested();
        LogNormaliser scaled = LogNormaliser.Of(fit.Energy, z, rng.Fork(2)), normaliser = scaled with { Value = scaled.Value + model.Offset + units.LogVolume };
        ModelSample drawn = ModelSample.Of(model, 1, Math.Min(MostDrawn, Math.Max(1000, heldOut.Length / d)), SamplerKind.Mala, BurnIn, Thin, settings.Seed);
        DensityResult result = new()
        {
            Settings = settings,
            File = file,
            Units = units,
            Objective = objective,
            Parameters = fit.Energy.Parameters.Sum(parameter => parameter.Values.Length),
            Model = model,
            Learned = learned,
            HeldOut = heldOut,
            LogNormaliser = normaliser,
            LogLikelihood = MeanOf([.. Landscape.Of(energy).Evaluate(heldOut).Energies.Select(e => model.Offset - e - normaliser.Value)]),
            LearnedLogLikelihood = MeanOf([.. Landscape.Of(energy).Evaluate(Thinning.Taken(Thinning.Exactly(MostVisited, z.Count), learned, d)).Energies.Select(e => model.Offset - e - normaliser.Value)]).Value,
            GaussianLogLikelihood = OfGaussian(learned, heldOut, d),
            Heat = Heat.Of(fit.Energy, units.ToUnits(Thinning.Taken(Thinning.Exactly(MostVisited, heldOut.Length / d), heldOut, d))),
            Minima = minima,
            Saddles = saddles,
            Drawn = drawn,
            Distances = [.. Enumerable.Range(0, d).Select(i => Distance(Column(heldOut, d, i), drawn.Points.Numbers(file.Columns[i])))],
            Progress = progress,
            Recoveries = fit.Recoveries,
            Warnings = [.. file.Warnings, .. fit.Notes],
        };
        return result with { Warnings = [.. result.Warnings, .. Doubts(result)] };
    }

    /// <summary>Coordinate <paramref name="i"/> of points.</summary>
    internal static double[] Column(double[] points, int dimension, int i) => [.. points.Where((_, at) => at % dimension == i)];

    private static DensityRecipe RecipeOf(LearnSamplesSettings settings, DensityObjective objective) =>
        DensityRecipe.Of(objective) with { Widths = settings.Widths, Activation = settings.Activation, Schedule = DensityRecipe.Lasting(settings.Steps) };

    private static IEnumerable<string> Doubts(DensityResult result)
    {
        if (!result.LogNormaliser.IsKnown)
        {
            yield return $"the normaliser of {result.Dimension} columns could not be found ({result.LogNormaliser.Method}), so there is no held-out log-likelihood";
        }

        if (!(result.Drawn.RHat <= LargestRHat))
        {
            yield return $"the chains that draw from the density do not mix (R-hat {result.Drawn.RHat:F2}): how many draws each well has follows from where they began";
        }
    }

    private static (double Value, double Error) MeanOf(double[] values)
    {
        double mean = values.Average();
        return (mean, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Length - 1) / values.Length));
    }

    // Columns that are functions of one another have no such density.
    private static double OfGaussian(double[] learned, double[] heldOut, int d)
    {
        Units units = Units.Of(learned, d);
        double[] z = units.ToUnits(learned), covariance = new double[d * d];
        for (int at = 0; at < z.Length; at++)
        {
            for (int j = 0; j < d; j++)
            {
                covariance[((at % d) * d) + j] += z[at] * z[at - (at % d) + j] / (z.Length / d);
            }
        }

        try
        {
            return -Landscape.Of(new GaussianMixture(new Gaussian(1, new double[d], covariance))).Evaluate(units.ToUnits(heldOut)).Energies.Average() - units.LogVolume;
        }
        catch (ArgumentException)
        {
            return double.NaN;
        }
    }

    /// <summary>sup |F − G| of the shares of two sets below a value.</summary>
    /// <remarks>Source: N. Smirnov (1948), Ann. Math. Stat. 19(2), 279–281.</remarks>
    private static double Distance(double[] a, double[] b)
    {
        (double[] first, double[] second) = ([.. a.Order()], [.. b.Order()]);
        double most = 0;
        for ((int i, int j) = (0, 0); i < first.Length && j < second.Length;)
        {
            double at = Math.Min(first[i], second[j]);
            while (i < first.Length && first[i] <= at)
            {
                i++;
            }

            while (j < second.Length && second[j] <= at)
            {
                j++;
            }

            most = Math.Max(most, Math.Abs(((double)i / first.Length) - ((double)j / second.Length)));
        }

        return most;
    }
}

/// <summary>What is known before learning from samples.</summary>
internal sealed record PreparedSamples(LearnSamplesSettings Settings, SampleFile File, DensityObjective Objective, double[] Learned, double[] HeldOut, Units Units);
