namespace Downhill.Data;

/// <summary>Positions and velocities of inertial tracks, from positions that carry noise: which window, how much noise, and whether the recorded velocities can be trusted.</summary>
/// <remarks>
/// <para>
/// Noise: σ = minₚ rms(Δᵖx) / √C(2p, p), p = 2 … 10: differences of rising order remove the motion and leave white noise, whose variance they
/// multiply by C(2p, p). Window: the widest whose residuals are no larger than the noise explains (variance at most 1.1 σ²), so that the fit
/// takes out noise and not motion.
/// </para>
/// <para>
/// Velocities: recorded ones are used only where they differ from the fitted slopes by no more than twice what the noise explains. A recorded
/// velocity that lags the position by τ pretends a friction of τ · var(v′)/var(v).
/// </para>
/// </remarks>
public sealed record StateEstimate
{
    private const double ResidualExcess = 1.1, VelocityExcess = 2;
    private const int HighestDifference = 10;

    /// <summary>The tracks with states [positions, velocities]; shorter by the window's margin at both ends where they were fitted.</summary>
    public required IReadOnlyList<Trajectory> Tracks { get; init; }

    /// <summary>σ of the positions, the root mean square over coordinates.</summary>
    public required double Noise { get; init; }

    /// <summary>Frames in the fitted window; 0 where the recorded states are used as they are.</summary>
    public required int Window { get; init; }

    /// <summary>The expected error of a fitted velocity; 0 where none was fitted.</summary>
    public required double VelocityNoise { get; init; }

    /// <summary>The root mean square difference of recorded and fitted velocities; null without recorded ones.</summary>
    public required double? VelocityDifference { get; init; }

    /// <summary>By how much the recorded velocity lags the position, in seconds; null without one.</summary>
    public required double? VelocityLag { get; init; }

    /// <summary>The friction that this lag would pretend, per second: lag · var(v′) / var(v).</summary>
    public required double? PretendedFriction { get; init; }

    /// <summary>States of tracks of <paramref name="dimension"/> positions, with or without recorded velocities behind them.</summary>
    /// <param name="tracks">Uniformly sampled tracks; columns are the positions, then (if recorded) as many velocities.</param>
    /// <param name="dimension">How many coordinates are positions.</param>
    /// <param name="interval">Seconds from frame to frame.</param>
    public static StateEstimate Of(IReadOnlyList<Trajectory> tracks, int dimension, double interval)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        double noise = NoiseOf(tracks, dimension);
        LocalPolynomial? fit = WindowFor(tracks, dimension, noise);
        bool isRecorded = tracks[0].Dimension == 2 * dimension;
        if (fit is null)
        {
            return isRecorded ? Recorded(tracks, noise, null, null, null)
                : throw new ArgumentException("The tracks are too short or too coarse to fit velocities; give recorded ones with --velocity.", nameof(tracks));
        }

        Trajectory[] fitted = [.. tracks.Where(track => track.Frames > fit.Width).Select(track => Fitted(track, fit, dimension, interval))];
        double velocityNoise = noise * fit.SlopeGain / interval;
        if (!isRecorded)
        {
            return new StateEstimate { Tracks = fitted, Noise = noise, Window = fit.Width, VelocityNoise = velocityNoise, VelocityDifference = null, VelocityLag = null, PretendedFriction = null };
        }

        (double difference, double lag, double friction) = Compare(tracks, fitted, fit, dimension, interval);
        return difference > VelocityExcess * velocityNoise
            ? new StateEstimate { Tracks = fitted, Noise = noise, Window = fit.Width, VelocityNoise = velocityNoise, VelocityDifference = difference, VelocityLag = lag, PretendedFriction = friction }
            : Recorded(tracks, noise, difference, lag, friction);
    }

    /// <summary>The share of the variance of the second difference x(t + L) − 2x(t) + x(t − L) that is noise, 6 σ² over it, for a lag of L frames.</summary>
    public static double NoiseShare(IReadOnlyList<Trajectory> tracks, int dimension, double noise, int lag)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        double sum = 0;
        long count = 0;
        foreach (Trajectory track in tracks)
        {
            for (int frame = lag; frame + lag < track.Frames; frame++)
            {
                for (int i = 0; i < dimension; i++, count++)
                {
                    double second = track.State(frame + lag)[i] - (2 * track.State(frame)[i]) + track.State(frame - lag)[i];
                    sum += second * second;
                }
            }
        }

        return count == 0 ? double.NaN : Math.Min(1, 6 * noise * noise * count / sum);
    }

    private static StateEstimate Recorded(IReadOnlyList<Trajectory> tracks, double noise, double? difference, double? lag, double? friction) =>
        new() { Tracks = tracks, Noise = noise, Window = 0, VelocityNoise = 0, VelocityDifference = difference, VelocityLag = lag, PretendedFriction = friction };

    private static double NoiseOf(IReadOnlyList<Trajectory> tracks, int dimension)
    {
        double[] sums = new double[HighestDifference + 1];
        long[] counts = new long[HighestDifference + 1];
        foreach (double[] differences in Coordinates(tracks, dimension))
        {
            for (int order = 1; order <= Math.Min(HighestDifference, differences.Length - 1); order++)
            {
                sums[order] += SquaresOfNext(differences, differences.Length - order);
                counts[order] += differences.Length - order;
            }
        }

        double least = double.PositiveInfinity, binomial = 2;
        for (int order = 1; order <= HighestDifference; order++)
        {
            least = order < 2 || counts[order] == 0 ? least : Math.Min(least, Math.Sqrt(sums[order] / counts[order] / binomial));
            binomial *= 2 * ((2 * order) + 1) / (order + 1.0);
        }

        return double.IsFinite(least) ? least : 0;
    }

    /// <summary>Puts the next differences in the place of <paramref name="d"/>, and adds up their squares.</summary>
    private static double SquaresOfNext(double[] d, int count)
    {
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            d[i] = d[i + 1] - d[i];
            sum += d[i] * d[i];
        }

        return sum;
    }

    private static IEnumerable<double[]> Coordinates(IReadOnlyList<Trajectory> tracks, int dimension) =>
        tracks.SelectMany(track => Enumerable.Range(0, dimension).Select(i => Coordinate(track, i)));

    private static double[] Coordinate(Trajectory track, int i) =>
        [.. Enumerable.Range(0, track.Frames).Select(frame => track.Values[(frame * track.Dimension) + i])];

    private static LocalPolynomial? WindowFor(IReadOnlyList<Trajectory> tracks, int dimension, double noise)
    {
        LocalPolynomial? best = null;
        int shortest = tracks.Max(track => track.Frames);
        for (double width = 7; width < shortest / 4.0; width *= 1.3)
        {
            LocalPolynomial fit = new(((int)width / 2 * 2) + 1);
            if (ResidualVariance(tracks, dimension, fit) > ResidualExcess * noise * noise)
            {
                break;
            }

            best = fit;
        }

        return best;
    }

    private static double ResidualVariance(IReadOnlyList<Trajectory> tracks, int dimension, LocalPolynomial fit)
    {
        double sum = 0;
        long count = 0;
        foreach (double[] x in Coordinates(tracks, dimension))
        {
            double[] smooth = fit.Values(x);
            for (int i = 0; i < smooth.Length; i++, count++)
            {
                double residual = x[i + fit.Margin] - smooth[i];
                sum += residual * residual;
            }
        }

        return sum / count / (1 - fit.CenterWeight);
    }

    private static Trajectory Fitted(Trajectory track, LocalPolynomial fit, int dimension, double interval)
    {
        int frames = track.Frames - (2 * fit.Margin);
        double[] states = new double[frames * 2 * dimension];
        for (int i = 0; i < dimension; i++)
        {
            double[] x = Coordinate(track, i), values = fit.Values(x), slopes = fit.Slopes(x, interval);
            for (int frame = 0; frame < frames; frame++)
            {
                states[(frame * 2 * dimension) + i] = values[frame];
                states[(frame * 2 * dimension) + dimension + i] = slopes[frame];
            }
        }

        string[] columns = [.. track.Columns.Take(dimension), .. track.Dimension == 2 * dimension ? track.Columns.Skip(dimension) : track.Columns.Take(dimension).Select(name => name + "_velocity")];
        return new Trajectory(track.Name, track.Times[fit.Margin..(fit.Margin + frames)], states, columns);
    }

    // Least squares of the recorded velocity on the fitted one and its derivative: v_rec ≈ gain · v − lag · v′.
    private static (double Difference, double Lag, double Friction) Compare(IReadOnlyList<Trajectory> tracks, Trajectory[] fitted, LocalPolynomial fit, int dimension, double interval)
    {
        double vv = 0, va = 0, aa = 0, rv = 0, ra = 0, dd = 0;
        long count = 0;
        foreach ((Trajectory track, Trajectory smooth) in tracks.Where(track => track.Frames > fit.Width).Zip(fitted))
        {
            for (int frame = 1; frame + 1 < smooth.Frames; frame++)
            {
                for (int i = dimension; i < 2 * dimension; i++, count++)
                {
                    double v = smooth.State(frame)[i], r = track.State(frame + fit.Margin)[i];
                    double a = (smooth.State(frame + 1)[i] - smooth.State(frame - 1)[i]) / (2 * interval);
                    (vv, va, aa, rv, ra, dd) = (vv + (v * v), va + (v * a), aa + (a * a), rv + (r * v), ra + (r * a), dd + ((r - v) * (r - v)));
                }
            }
        }

        double lag = -((ra * vv) - (rv * va)) / ((aa * vv) - (va * va));
        return (Math.Sqrt(dd / count), lag, lag * aa / vv);
    }
}
