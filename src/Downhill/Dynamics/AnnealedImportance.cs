using Downhill.Compute;
using static Downhill.Compute.Maths;

namespace Downhill.Dynamics;

/// <summary>
/// Annealed importance sampling of ln Z: points drawn from a Gaussian follow β from 0 to 1 in K stages, and the mean of
/// w = exp(−Σₖ (βₖ₊₁ − βₖ) (E(xₖ)/T − |xₖ − c|²/(2s²))) times the Gaussian's integral is Z on average, for every K.
/// </summary>
/// <remarks>
/// <para>Source: R. M. Neal (2001), Statistics and Computing 11(2), 125–139.</para>
/// <para>βₖ = (k/K)³, as the first stages change most. Cost: K steps of the rule and K energies for each point; all stages of a point are one loop of the engine.</para>
/// </remarks>
public sealed record AnnealedImportance
{
    /// <summary>How points move in a stage, one step of it; a rule with a test, its temperature is not used; no <see cref="ReplicaExchange"/>, whose state is more than the point. Default: <see cref="Mala"/> with η = 0.1.</summary>
    public SamplingRule Rule { get; init => field = AnnealingPath.Along(value); } = new Mala { StepSize = 0.1 };

    /// <summary>T, in units of energy. Default 1.</summary>
    public double Temperature { get; init => field = Require.Positive(value); } = 1;

    /// <summary>K. Default 1000.</summary>
    public int Stages { get; init => field = Require.AtLeast(value, 1); } = 1000;

    /// <summary>c, shape [dimension]; null: the origin.</summary>
    public IReadOnlyList<double>? Center { get; init; }

    /// <summary>s, which should reach over all of exp(−E/T), in units of x. Default 1.</summary>
    public double Spread { get; init => field = Require.Positive(value); } = 1;

    /// <summary>Estimates ln Z.</summary>
    /// <param name="energy">E.</param>
    /// <param name="points">How many points, at least 2.</param>
    /// <param name="rng">Where starts and noise are drawn from.</param>
    public LogPartition Estimate(Energy energy, int points, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(energy);
        AnnealingPath path = new(energy, Temperature, Center, Spread);
        SamplingRule rule = Rule with { Temperature = 1 };
        Node x = Node.Point(energy.Dimension);
        Node[] rest = rule.AtRest(x), start = [.. rest, 0 * Slice(x, 0, 1)];
        IReadOnlyList<Node> end = Scan.Over(Stages, start, [], (c, _, t) => Stage(path, rule, c, t), LoopStorage.States).Final;
        Computation<double> computation = Computation.Compile<double>([.. end]);
        computation.Seed(rng.Fork(1));
        computation.Set(energy.Parameters);
        foreach (Setting setting in rule.Settings)
        {
            computation.Set(setting.Name, setting.Value);
        }

        computation.Set("x", path.Draw(Require.AtLeast(points, 2, nameof(points)), rng.Fork(0)));
        computation.Run();
        double[][] state = [.. Enumerable.Range(0, rest.Length).Select(part => computation[part].ToArray())];
        return LogPartition.Of(computation[rest.Length].ToArray(), path.LogReference, rule.Count(state)!.Taken / ((double)points * Stages));
    }

    private Node[] Stage(AnnealingPath path, SamplingRule rule, Node[] carry, Node time)
    {
        Node before = Power(time / Stages, 3), beta = Power((time + 1) / Stages, 3);
        return [.. rule.Step(x => path.At(x, beta), carry[..^1], time), carry[^1] - ((beta - before) * path.Gap(carry[0]))];
    }
}
