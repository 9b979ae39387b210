namespace Downhill.Compute.Numerics;

/// <summary>Whether a point and prices prove each other the best, computed from the programme as it was given.</summary>
/// <param name="Value">c·x.</param>
/// <param name="DualValue">b·y + Σ max over the bounds of (c − Aᵀy)·x.</param>
/// <param name="PrimalResidual">The largest violation of a row or a bound.</param>
/// <param name="DualResidual">The largest violation of a price's sign.</param>
internal readonly record struct Optimality(double Value, double DualValue, double PrimalResidual, double DualResidual)
{
    internal double Residual => Math.Max(PrimalResidual, DualResidual);

    internal static Optimality Of(LinearProgram program, double[] x, double[] prices)
    {
        double[] reduced = [.. program.Objective];
        double value = 0, bound = 0, primal = 0, dual = 0;
        for (int i = 0; i < program.Rows.Count; i++)
        {
            LinearRow row = program.Rows[i];
            double beyond = row.At(x) - row.Limit;
            primal = Math.Max(primal, row.IsEquality ? Math.Abs(beyond) : beyond);
            dual = row.IsEquality ? dual : Math.Max(dual, -prices[i]);
            bound += row.Limit * prices[i];
            foreach ((int column, double factor) in row.Terms)
            {
                reduced[column] -= factor * prices[i];
            }
        }

        for (int j = 0; j < x.Length; j++)
        {
            value += program.Objective[j] * x[j];
            primal = Math.Max(primal, Math.Max(program.Lower[j] - x[j], x[j] - program.Upper[j]));
            double best = reduced[j] > 0 ? program.Upper[j] : program.Lower[j];
            bound += double.IsFinite(best) ? reduced[j] * best : 0;
            dual = double.IsFinite(best) ? dual : Math.Max(dual, Math.Abs(reduced[j]));
        }

        return new(value, bound, primal, dual);
    }
}
