namespace Downhill.Experiments.StepFunctions;

/// <summary>Every contestant on every course with every seed, side by side on the threads that there are; each fit is a pure function of its numbers.</summary>
internal sealed class ShootoutRun(StepFunctionShootout settings, int[] sizes, ExperimentContext context)
{
    // Looked at more closely where there are so many.
    private const int Keep = 512;

    private int _done;

    internal ShootoutResult Run()
    {
        context.Tell("drawing transitions");
        Course[] courses = [.. Systems.Select((system, i) => new Course(system, settings.Transitions, settings.Seeds, settings.RollOut, context.Rng.Fork(i)))];
        Race[] races = [.. courses.SelectMany(course => Contestants.SelectMany(contestant => Enumerable.Range(0, settings.Seeds).Select(seed => new Race(course, contestant, seed))))];

        // The longest first, so that no thread waits for another at the end.
        int[] order = [.. Enumerable.Range(0, races.Length).OrderByDescending(i => races[i].Contestant.Work)];
        Parallel.For(0, races.Length, new ParallelOptions { MaxDegreeOfParallelism = context.Threads, CancellationToken = context.Stop }, k => races[order[k]] = Run(races[order[k]], races.Length));
        context.Tell("putting energies together");
        Composition composition = new(Math.Min(Keep, settings.Transitions), settings.Steps, settings.Units, context.Rng.Fork(-2), context.Stop);
        return new ShootoutResult(sizes, courses, Sorted(courses, races), composition);
    }

    private StepSystem[] Systems => context.Size == ExperimentSize.Smoke
        ? [StepSystem.Wells, StepSystem.Rotation]
        : [StepSystem.Wells, StepSystem.MuellerBrown, StepSystem.NoisyWells, StepSystem.SwirlingWells, StepSystem.Rotation];

    /// <summary>The budgets are the energy's; so it stands in both comparisons, and so does the game, whose players have as much work as parameters.</summary>
    private IEnumerable<Contestant> Contestants =>
        Enum.GetValues<Kind>().SelectMany(kind => Enum.GetValues<Comparison>().Select(comparison => ContestantOf(kind, comparison))).Distinct();

    private Contestant ContestantOf(Kind kind, Comparison comparison)
    {
        Contestant energy = new(Kind.Energy, StepSystem.Dimension, settings.Units, settings.Units);
        return kind == Kind.Energy ? energy
            : kind == Kind.Game || comparison == Comparison.EqualParameters ? Contestant.Nearest(kind, StepSystem.Dimension, energy.Parameters, contestant => contestant.Parameters)
            : Contestant.Nearest(kind, StepSystem.Dimension, energy.Work, contestant => contestant.Work);
    }

    private Race Run(Race race, int of)
    {
        Race run = race.Run(sizes, sizes.Last(n => n <= Keep), settings.Steps, context.Rng.Fork(-3 - (int)race.Contestant.Kind), context.Stop);
        context.Tell($"{Interlocked.Increment(ref _done)} of {of} learning curves");
        return run;
    }

    private Dictionary<(string System, Comparison Comparison, Kind Kind), Race[]> Sorted(Course[] courses, Race[] races) => (
        from course in courses
        from comparison in Enum.GetValues<Comparison>()
        from kind in Enum.GetValues<Kind>()
        select (Key: (course.System.Name, comparison, kind), Runs: races.Where(race => race.Course == course && race.Contestant == ContestantOf(kind, comparison)).ToArray()))
        .ToDictionary(pair => pair.Key, pair => pair.Runs);
}

/// <summary>What the shoot-out measured.</summary>
/// <param name="Sizes">n, the numbers of transitions learned from.</param>
/// <param name="Courses">The systems.</param>
/// <param name="Races">The runs, one for each seed.</param>
/// <param name="Composition">Two learned bowls.</param>
internal sealed record ShootoutResult(
    int[] Sizes, Course[] Courses, IReadOnlyDictionary<(string System, Comparison Comparison, Kind Kind), Race[]> Races, Composition Composition)
{
    internal Race[] Of(StepSystem system, Kind kind, Comparison comparison = Comparison.EqualParameters) => Races[(system.Name, comparison, kind)];

    internal bool Has(StepSystem system) => Array.Exists(Courses, course => course.System.Name == system.Name);

    /// <summary>The one-step error of one kind over that of another, seed by seed: its geometric mean over sizes from low to high.</summary>
    internal GeometricMean Factor(StepSystem system, Kind kind, Kind over, Comparison comparison, int low, int high)
    {
        Race[] above = Of(system, kind, comparison), below = Of(system, over, comparison);
        int[] places = [.. Enumerable.Range(0, Sizes.Length).Where(i => Sizes[i] >= low && Sizes[i] <= high)];
        return GeometricMean.Of([.. above.Zip(below, (a, b) => Math.Exp(places.Average(i => Math.Log(a.OneStep[i] / b.OneStep[i]))))]);
    }

    /// <summary>The geometric mean over seeds at the largest n.</summary>
    internal GeometricMean Last(StepSystem system, Kind kind, Func<Race, double[]> of) => GeometricMean.Of([.. Of(system, kind).Select(race => of(race)[^1])]);
}
