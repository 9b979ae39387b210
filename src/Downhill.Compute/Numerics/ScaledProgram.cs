namespace Downhill.Compute.Numerics;

/// <summary>A linear programme with slacks, by columns, its rows and columns scaled by powers of two so that the largest factor of each is near one.</summary>
internal sealed class ScaledProgram
{
    private readonly int _variables;
    private readonly int[] _starts, _row;
    private readonly double[] _factor, _rowScale, _columnScale;
    private readonly double _costScale;

    internal ScaledProgram(LinearProgram program)
    {
        (Rows, _variables) = (program.Rows.Count, program.Objective.Length);
        Columns = _variables + Rows;
        (int Row, int Column, double Factor)[] entries = [.. program.Rows
            .SelectMany((row, i) => row.Terms.GroupBy(term => term.Column).Select(same => (i, same.Key, same.Sum(term => term.Factor))))
            .Where(entry => entry.Item3 != 0).OrderBy(entry => entry.Key).ThenBy(entry => entry.i)];
        (_rowScale, _columnScale) = Scales(entries, Rows, _variables);
        _starts = new int[_variables + 1];
        foreach ((_, int column, _) in entries)
        {
            _starts[column + 1]++;
        }

        for (int column = 0; column < _variables; column++)
        {
            _starts[column + 1] += _starts[column];
        }

        _row = Array.ConvertAll(entries, entry => entry.Row);
        _factor = Array.ConvertAll(entries, entry => entry.Factor * _rowScale[entry.Row] * _columnScale[entry.Column]);
        Limits = [.. program.Rows.Select((row, i) => row.Limit * _rowScale[i])];
        Lower = [.. program.Lower.Select((bound, j) => bound / _columnScale[j]), .. new double[Rows]];
        Upper = [.. program.Upper.Select((bound, j) => bound / _columnScale[j]), .. program.Rows.Select(row => row.IsEquality ? 0 : double.PositiveInfinity)];
        Costs = [.. program.Objective.Select((cost, j) => cost * _columnScale[j]), .. new double[Rows]];
        _costScale = NearOne(Costs.Select(Math.Abs).DefaultIfEmpty(0).Max());
        Costs = Array.ConvertAll(Costs, cost => cost * _costScale);
    }

    internal int Rows { get; }

    /// <summary>Variables, then slacks.</summary>
    internal int Columns { get; }

    internal double[] Limits { get; }

    internal double[] Lower { get; }

    internal double[] Upper { get; }

    internal double[] Costs { get; }

    internal double NearestBoundToZero(int column) =>
        Lower[column] > 0 || double.IsPositiveInfinity(Upper[column]) ? (double.IsFinite(Lower[column]) ? Lower[column] : 0)
        : !double.IsFinite(Lower[column]) || -Lower[column] > Math.Abs(Upper[column]) ? Upper[column]
        : Lower[column];

    internal double Dot(int column, double[] prices)
    {
        if (column >= _variables)
        {
            return prices[column - _variables];
        }

        double sum = 0;
        for (int k = _starts[column]; k < _starts[column + 1]; k++)
        {
            sum += _factor[k] * prices[_row[k]];
        }

        return sum;
    }

    internal void ForEach(int column, Action<int, double> act)
    {
        if (column >= _variables)
        {
            act(column - _variables, 1);
            return;
        }

        for (int k = _starts[column]; k < _starts[column + 1]; k++)
        {
            act(_row[k], _factor[k]);
        }
    }

    /// <summary>b − A x − s.</summary>
    internal double[] Rest(double[] x)
    {
        double[] rest = [.. Limits];
        for (int j = 0; j < Columns; j++)
        {
            double value = x[j];
            if (value != 0)
            {
                ForEach(j, (row, factor) => rest[row] -= factor * value);
            }
        }

        return rest;
    }

    internal double[] PointOf(double[] x) => [.. _columnScale.Select((scale, j) => x[j] * scale)];

    internal double[] PricesOf(double[] prices, bool ofCosts) => [.. _rowScale.Select((scale, i) => prices[i] * scale / (ofCosts ? _costScale : 1))];

    private static (double[] Rows, double[] Columns) Scales((int Row, int Column, double Factor)[] entries, int rows, int columns)
    {
        double[] largest = new double[rows], largestScaled = new double[columns];
        foreach ((int row, _, double factor) in entries)
        {
            largest[row] = Math.Max(largest[row], Math.Abs(factor));
        }

        double[] rowScale = Array.ConvertAll(largest, NearOne);
        foreach ((int row, int column, double factor) in entries)
        {
            largestScaled[column] = Math.Max(largestScaled[column], Math.Abs(factor) * rowScale[row]);
        }

        return (rowScale, Array.ConvertAll(largestScaled, NearOne));
    }

    // The power of two that brings a size between 1 and 2: multiplying by it rounds nothing.
    private static double NearOne(double size) => size > 0 ? Math.ScaleB(1, -Math.ILogB(size)) : 1;
}
