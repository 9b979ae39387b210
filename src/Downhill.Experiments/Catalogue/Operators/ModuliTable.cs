using System.Text.Json.Nodes;
using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Experiments.Facts;
using Downhill.Report;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.Operators;

/// <summary>The largest factor by which a step spreads two neighbours apart, for each operator on each energy, beside its formula where there is one.</summary>
/// <param name="Rows">Operator, energy, measured, formula; NaN where there is none.</param>
internal sealed record ModuliTable(IReadOnlyList<(string Operator, string Energy, double Measured, double Formula)> Rows)
{
    private const double Eta = 0.1, Mu = 0.5;

    internal static ModuliTable Measure()
    {
        (string Name, Func<Node, Node> Energy, double[] Places, Func<double, double> Bend)[] energies =
        [
            ("parabola ½ k x², k = 3", x => 1.5 * Square(x), Between(-2, 2), _ => 3),
            ("convex x²/2 + x⁴/4", x => (0.5 * Square(x)) + (0.25 * Power(x, 4)), Between(-1.2, 1.2), x => 1 + (3 * x * x)),
            ("one well of (x² − 1)²/4", x => 0.25 * Square(Square(x) - 1), Between(0.8, 1.3), x => (3 * x * x) - 1),
            ("both wells and the barrier", x => 0.25 * Square(Square(x) - 1), Between(-1.3, 1.3), x => (3 * x * x) - 1),
        ];
        List<(string, string, double, double)> rows = [];
        foreach ((string name, Func<Node, Node> energy, double[] places, Func<double, double> bend) in energies)
        {
            double[] bends = [.. places.Select(bend)];
            void Add(string words, Stepper stepper, double formula) => rows.Add((words, name, Walk.Moduli(energy, 1, stepper, places).Worst(), formula));
            Add("descent, η = 0.1", new GradientDescent { StepSize = Eta }, bends.Max(b => Math.Abs(1 - (Eta * b))));
            Add("proximal, η = 0.1", new ProximalPoint { StepSize = Eta }, double.NaN);
            Add("Newton, μ = 0.5", new Newton { Damping = Mu }, name.StartsWith("parabola", StringComparison.Ordinal) ? Mu / (3 + Mu) : double.NaN);
            Add("by |H|, μ = 0.5", new Newton { Damping = Mu, IsSaddleFree = true }, name.StartsWith("parabola", StringComparison.Ordinal) ? 1 - (3 / double.Hypot(3, Mu)) : double.NaN);
        }

        return new(rows);
    }

    internal Report.Listing Listing => new(
        ["energy", "operator", "modulus", "formula", "contracts"],
        [.. Rows.Select(row => (string[])[row.Energy, row.Operator, Number.Format(row.Measured, 4), double.IsNaN(row.Formula) ? "" : Number.Format(row.Formula, 4), row.Measured < 1 ? "yes" : "no"])])
    { Caption = "The largest |∂x′/∂x| over the region. Below 1 all points come together; exponentiated gradient, in the oscillation of ln p/q, has 1 − ηT on a free energy and 1 on a linear one (`verify operator-contraction`)." };

    internal JsonArray ToJson() => new([.. Rows.Select(row => new JsonObject
    {
        ["energy"] = row.Energy,
        ["operator"] = row.Operator,
        ["modulus"] = row.Measured,
        ["formula"] = double.IsNaN(row.Formula) ? null : row.Formula,
    })]);

    /// <summary>The largest difference from a formula.</summary>
    internal double Off => Rows.Where(row => !double.IsNaN(row.Formula)).Worst(row => Math.Abs(row.Measured - row.Formula));

    /// <summary>The largest modulus of descent and of the proximal step where the energy is convex.</summary>
    internal double OnConvex => Rows.Where(row => (row.Energy.StartsWith("parabola", StringComparison.Ordinal) || row.Energy.StartsWith("convex", StringComparison.Ordinal)) && (row.Operator.StartsWith("descent", StringComparison.Ordinal) || row.Operator.StartsWith("proximal", StringComparison.Ordinal))).Max(row => row.Measured);

    /// <summary>The least modulus over both wells.</summary>
    internal double OverBarrier => Rows.Where(row => row.Energy.StartsWith("both", StringComparison.Ordinal)).Min(row => row.Measured);

    private static double[] Between(double low, double high) => [.. Enumerable.Range(0, 261).Select(i => low + ((high - low) * i / 260))];
}
