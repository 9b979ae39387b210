namespace Downhill.Bootstrapping;

/// <summary>The search for a certificate, one proof after another.</summary>
internal sealed class CertificateSearch
{
    private readonly QIteration table, reduced;
    private readonly int[][]? cells;
    private readonly double bound, largestTrue, modulus;
    private readonly QCourse course;
    private readonly GrowingDirection? growing;

    internal CertificateSearch(QIteration table, double[] start, int steps, int most)
    {
        this.table = table;
        reduced = table.Reduced(start);
        cells = reduced.Size == table.Size ? JointSpectralBounds.Policies(table.Backup.Mdp, most) : GreedyCells.Of(reduced, most);
        modulus = Contraction.Modulus(table);
        bound = Bound(table.Backup.Rewards, table.Backup.Mdp.Discount, start);
        largestTrue = Bound(table.Backup.Mdp.Rewards.Values, table.Backup.Mdp.Discount, start);
        (course, growing) = Followed(steps);
    }

    internal Certificate Result(bool seeksStep)
    {
        double[] moving = course.Last.Values;
        double here = Stability.SpectralRadius(reduced, table.Backup.Greedy(reduced.Table(moving))), worst = Math.Max(here, cells?.Max(Radius) ?? here);
        (double best, CommonNorm? norm, bool hasProducts) = modulus < 1 || growing is not null ? (modulus, null, false) : Best(worst);
        Fate verdict = modulus < 1 ? Fate.Contracts : growing is not null ? Fate.Diverges : best < 1 || hasProducts ? Fate.Converges : Fate.MayDiverge;
        return new()
        {
            Verdict = verdict,
            Reason = Reason(verdict, norm, best, worst),
            Modulus = modulus,
            BestModulus = best,
            SpectralRadius = here,
            WorstRadius = worst,
            Policies = cells?.Length,
            LargestStep = seeksStep ? LargestStep(norm) : 0,
            Course = course,
            SoftDivergence = course.Largest / largestTrue,
            Growing = growing,
        };
    }

    private static double Bound(double[] rewards, double discount, double[] start)
    {
        double most = rewards.Max(Math.Abs) / Math.Max(1e-9, 1 - discount);
        return most > 0 ? most : Math.Max(1, start.Max(Math.Abs));
    }

    private double Radius(int[] actions) => Stability.SpectralRadius(reduced, actions);

    // Growth is asked about ever further out, as the fastest direction takes its time to outgrow the others.
    private (QCourse Course, GrowingDirection? Growing) Followed(int steps)
    {
        QCourse followed = new(QEnd.Open, QState.At(new double[reduced.Size]), 0, 0);
        GrowingDirection? found = null;
        double largest = 0;
        int left = steps;
        for (double far = 1e3; found is null && far <= 1e15 && left > 0; far *= 1e3)
        {
            followed = QCourse.Of(reduced, followed.Last.Values, 1e-9, far * bound, left);
            left -= followed.Last.Step;
            largest = Math.Max(largest, followed.Largest);
            if (followed.End != QEnd.Grew || followed.Last.Values.Any(value => !double.IsFinite(value)))
            {
                break;
            }

            found = GrowingDirection.At(reduced, followed.Last.Values);
        }

        return (followed with { Largest = largest }, found);
    }

    private (double Best, CommonNorm? Norm, bool HasProducts) Best(double worst)
    {
        double weighted = Contraction.Weighted(table).Modulus;
        if (weighted < 1 - 1e-12 || cells is null || worst >= 1)
        {
            return (Math.Min(weighted, modulus), null, false);
        }

        double[][,] maps = Maps(table.StepSize);
        CommonNorm norm = CommonNorm.Of(maps);
        return norm.Modulus < 1 && norm.Proves(maps) ? (norm.Modulus, norm, false) : (Math.Max(1, Math.Min(weighted, norm.Modulus)), null, norm.ProvesProducts(maps));
    }

    private double[][,] Maps(double step)
    {
        QIteration stepped = reduced with { StepSize = step };
        return [.. cells!.Select(actions => Stability.Jacobian(stepped, actions))];
    }

    private double LargestStep(CommonNorm? norm)
    {
        double sup = Contraction.LargestStep(table);
        for (double step = table.StepSize; norm is null && sup == 0 && cells is not null && step > 1e-3 * table.StepSize; step *= 0.1)
        {
            double[][,] maps = Maps(step);
            norm = maps.All(map => Products.SpectralRadius(map) < 1) && CommonNorm.Of(maps) is { Modulus: < 1 } found && found.Proves(maps) ? found : null;
        }

        return norm is null ? sup : Math.Max(sup, Longest(norm));
    }

    // ‖1 − α C‖ is a convex function of α and one at zero: below one up to a point.
    private double Longest(CommonNorm norm)
    {
        double low = 0, high = table.StepSize;
        while (norm.Proves(Maps(high)))
        {
            (low, high) = (high, 2 * high);
        }

        for (int i = 0; i < 30; i++)
        {
            double middle = 0.5 * (low + high);
            (low, high) = norm.Proves(Maps(middle)) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private string Reason(Fate verdict, CommonNorm? norm, double best, double worst) => verdict switch
    {
        Fate.Contracts => $"any two tables come together by {modulus:G6} a step in the largest difference",
        Fate.Converges when best >= 1 => "every long enough product of steps contracts in one quadratic norm, whatever policies are greedy on the way",
        Fate.Converges => $"in {(norm is null ? "a weighted largest difference" : "one quadratic norm")} every policy that can be greedy contracts by {best:G6} a step",
        Fate.Diverges => $"from this start it grows by {growing!.Growth:G6} a step for ever: its greedy policies {(growing.Period == 1 ? "stay" : $"repeat after {growing.Period} steps")} and keep the direction",
        Fate.MayDiverge when course.End == QEnd.Grew => $"from this start values grew beyond {course.Largest:G3}, but no direction was found that they keep",
        Fate.MayDiverge when worst >= 1 => $"there is a policy that can be greedy under which a step stretches by {worst:G6}; from this start the expected course {Ended()}",
        Fate.MayDiverge => $"no norm was found in which all policies contract; from this start the expected course {Ended()}",
    };

    private string Ended() => course.End == QEnd.Settled ? "settles" : "neither settles nor grows in the steps that were followed";
}
