using Downhill.Compute;
using Downhill.Compute.Numerics;

namespace Downhill.Experiments.Facts;

/// <summary>Linear programmes end with a proof: prices whose bound is the value, or rows that together exclude every point; and distances between laws with a plan and a potential.</summary>
/// <remarks>
/// Weak duality: for any prices y ≥ 0, c·x ≤ b·y + Σ max over the bounds of (c − Aᵀy)ⱼ xⱼ; a gap of zero proves both sides the best. It is computed here from
/// the rows, apart from the solver.
/// </remarks>
public sealed record LinearProgrammes : Verification
{
    private const int Programmes = 200, Small = 60, Laws = 40;

    /// <inheritdoc/>
    public override string Name => "linear-programmes";

    /// <inheritdoc/>
    public override string Topic => Topics.GanIrl;

    /// <inheritdoc/>
    public override string Summary => "Linear programmes: no duality gap, the best of all vertices, proofs where there is no point; Wasserstein-1 by them, with its Lipschitz potential.";

    /// <inheritdoc/>
    public override IReadOnlyList<Control> Controls { get; } =
    [
        new("a price forgotten", "gap"),
        new("the best vertex left out", "vertices"),
        new("the opposite ray", "excluded"),
        new("a plan of other laws", "transport"),
        new("a potential too steep", "slope"),
        new("squared distances", "line"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<Claim> Run()
    {
        LinearProgram[] programmes = [.. Enumerable.Range(0, Programmes).Select(draw => Drawn(new Rng(2001).Fork(draw), 1 + draw % 12, draw % 11))];
        yield return AtMost("gap", "Primal and dual values of random programmes with bounds, inequalities and equalities differ by at most this.", programmes.Worst(Gap), 1e-9, Programmes);

        LinearProgram[] small = [.. Enumerable.Range(0, Small).Select(draw => Drawn(new Rng(2002).Fork(draw), 1 + draw % 3, 1 + draw % 4, equalities: false))];
        yield return AtMost("vertices", "With up to three variables the value is the best of all vertices.", small.Worst(one => Math.Abs(one.Solve().Value - BestVertex(one))), 1e-9, Small);

        double[] excluded = [.. Enumerable.Range(0, Programmes).Select(draw => Crowded(new Rng(2003).Fork(draw))).Select(one => (one, one.Solve()))
            .Where(pair => pair.Item2.Status == LinearStatus.Infeasible).Select(pair => Excluded(pair.one, pair.Item2.Ray))];
        yield return AtLeast("excluded", "Where no point satisfies all rows, a mixture of them that no point in the bounds satisfies: by how much at least, per unit of weight.", excluded.Min(), 1e-9, excluded.Length);

        (double gap, double slope) = Transports();
        yield return AtMost("transport", "The cost of the best plan between two laws is the difference of means of its potential.", gap, 1e-9, Laws);
        yield return AtMost("slope", "That potential rises nowhere faster than the distance: the largest excess.", slope, 1e-12, Laws);
        yield return AtMost("line", "On a line the distance is the area between the distribution functions.", Enumerable.Range(0, Laws).Worst(OnLine), 1e-12, Laws);
    }

    private double Gap(LinearProgram programme)
    {
        LinearSolution solution = programme.Solve();
        double[] prices = [.. solution.Prices], reduced = [.. programme.Objective];
        int dearest = Array.IndexOf(prices, prices.DefaultIfEmpty(0).Max());
        if (Makes("a price forgotten") && dearest >= 0)
        {
            prices[dearest] = 0;
        }

        double bound = 0;
        for (int i = 0; i < prices.Length; i++)
        {
            bound += prices[i] * programme.Rows[i].Limit;
            foreach ((int column, double factor) in programme.Rows[i].Terms)
            {
                reduced[column] -= prices[i] * factor;
            }
        }

        bound += reduced.Select((d, j) => Math.Max(d * programme.Lower[j], d * programme.Upper[j])).Sum();
        return Math.Abs(bound - Compare.Dot(programme.Objective, solution.Point));
    }

    private double BestVertex(LinearProgram programme)
    {
        int n = programme.Objective.Length;
        (double[] Normal, double Limit)[] planes =
        [
            .. programme.Rows.Select(row => (Enumerable.Range(0, n).Select(j => row.Terms.Where(term => term.Column == j).Sum(term => term.Factor)).ToArray(), row.Limit)),
            .. Enumerable.Range(0, n).SelectMany(j => new[] { (Axis(j, n, -1), -programme.Lower[j]), (Axis(j, n, 1), programme.Upper[j]) }),
        ];
        double[] values = [.. Choices(planes.Length, n).Select(chosen => Dense.Solve(Dense.Matrix(n, n, (i, j) => planes[chosen[i]].Normal[j]), [.. chosen.Select(k => planes[k].Limit)]))
            .Where(x => x.All(double.IsFinite) && planes.All(plane => Compare.Dot(plane.Normal, x) <= plane.Limit + 1e-9))
            .Select(x => Compare.Dot(programme.Objective, x)).OrderDescending()];
        return Makes("the best vertex left out") ? values.First(value => value < values[0] - 1e-6) : values[0];
    }

    // How far the mixture of rows y keeps every point of the bounds out.
    private double Excluded(LinearProgram programme, double[] ray)
    {
        double[] y = Makes("the opposite ray") ? [.. ray.Select(price => -price)] : ray;
        double[] sum = [.. programme.Objective.Select((_, j) => programme.Rows.Select((row, i) => y[i] * row.Terms.Where(term => term.Column == j).Sum(term => term.Factor)).Sum())];
        double least = sum.Select((a, j) => Math.Min(a * programme.Lower[j], a * programme.Upper[j])).Sum();
        bool signed = programme.Rows.Select((row, i) => row.IsEquality || y[i] >= -1e-12).All(holds => holds);
        return signed ? (least - Compare.Dot(y, [.. programme.Rows.Select(row => row.Limit)])) / y.Sum(Math.Abs) : double.NegativeInfinity;
    }

    private (double Gap, double Slope) Transports()
    {
        (double gap, double slope) = (0, 0);
        for (int draw = 0; draw < Laws; draw++)
        {
            Rng rng = new Rng(2004).Fork(draw);
            int n = 2 + draw % 20;
            double[] places = [.. Enumerable.Range(0, 2 * n).Select(i => rng.Normal(i))];
            double Apart(int x, int y) => Math.Abs(places[2 * x] - places[2 * y]) + Math.Abs(places[2 * x + 1] - places[2 * y + 1]);
            double[] p = Law(rng.Fork(1), n), q = Law(rng.Fork(2), n);
            Wasserstein transport = Wasserstein.Of(p, q, Apart);
            double[] f = [.. transport.Potential.Select(value => Makes("a potential too steep") ? 1.01 * value : value)];
            double means = Compare.Dot(Compare.Difference(p, Makes("a plan of other laws") ? Law(rng.Fork(3), n) : q), transport.Potential);
            gap = Math.Max(gap, Math.Abs(transport.Plan.Sum(move => move.Mass * Apart(move.From, move.To)) - means));
            slope = Math.Max(slope, Enumerable.Range(0, n * n).Max(pair => f[pair / n] - f[pair % n] - Apart(pair / n, pair % n)));
        }

        return (gap, slope);
    }

    private double OnLine(int draw)
    {
        Rng rng = new Rng(2005).Fork(draw);
        int n = 2 + draw % 15;
        double[] places = [.. Enumerable.Range(0, n).Select(i => rng.Normal(i)).Order()], p = Law(rng.Fork(1), n), q = Law(rng.Fork(2), n);
        double area = Enumerable.Range(0, n - 1).Sum(k => (places[k + 1] - places[k]) * Math.Abs(p[..(k + 1)].Sum() - q[..(k + 1)].Sum()));
        double power = Makes("squared distances") ? 2 : 1;
        return Math.Abs(Wasserstein.Of(p, q, (x, y) => Math.Pow(Math.Abs(places[x] - places[y]), power)).Distance - area);
    }

    private static LinearProgram Drawn(Rng rng, int n, int rows, bool equalities = true)
    {
        double[] inside = [.. Enumerable.Range(0, n).Select(j => rng.Fork(1).Normal(j))];
        return new([.. Enumerable.Range(0, n).Select(j => rng.Fork(2).Normal(j))])
        {
            Rows = [.. Enumerable.Range(0, rows).Select(i =>
            {
                double[] factors = [.. Enumerable.Range(0, n).Select(j => rng.Fork(3).Fork(i).Normal(j))];
                double at = Compare.Dot(factors, inside);
                return equalities && 3 * i < Math.Min(rows, n - 1) ? LinearRow.Equal(factors, at) : LinearRow.AtMost(factors, at + rng.Fork(4).Uniform(i));
            })],
            Lower = [.. inside.Select((x, j) => x - 3 * rng.Fork(5).Uniform(j))],
            Upper = [.. inside.Select((x, j) => x + 3 * rng.Fork(6).Uniform(j))],
        };
    }

    private static LinearProgram Crowded(Rng rng)
    {
        const int N = 4;
        return new(new double[N])
        {
            Rows = [.. Enumerable.Range(0, 8).Select(i => new LinearRow([.. Enumerable.Range(0, N).Select(j => (j, rng.Fork(i).Normal(j)))], rng.Fork(i).Normal(N) - 0.5, i == 7))],
            Lower = [.. Enumerable.Repeat(-1.0, N)],
            Upper = [.. Enumerable.Repeat(1.0, N)],
        };
    }

    private static double[] Law(Rng rng, int n)
    {
        double[] weights = [.. Enumerable.Range(0, n).Select(i => i > 0 && rng.Uniform(i) < 0.3 ? 0 : rng.Fork(1).Uniform(i))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    private static double[] Axis(int j, int n, double sign) => [.. Enumerable.Range(0, n).Select(k => k == j ? sign : 0)];

    private static IEnumerable<int[]> Choices(int among, int count) =>
        count == 0 ? [[]] : Enumerable.Range(0, among).SelectMany(last => Choices(last, count - 1).Select(rest => (int[])[.. rest, last]));
}
