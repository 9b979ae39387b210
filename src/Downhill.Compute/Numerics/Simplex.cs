namespace Downhill.Compute.Numerics;

/// <summary>The bounded simplex method on A x + s = b, with the inverse of the basis as a dense matrix, made anew every so many steps.</summary>
internal sealed class Simplex
{
    private const int StallsBeforeBland = 30;

    // Rows and columns are scaled to one, so that these are pure numbers.
    private const double Violation = 1e-10, Rounding = 1e-14, Slope = 1e-11, Pivot = 1e-9, Tie = 1e-12;

    private readonly LinearProgram _program;
    private readonly ScaledProgram _scaled;
    private readonly int _rows, _columns;
    private readonly double[] _x, _inverse, _prices, _rates, _costs, _phaseCosts, _lowest, _highest;
    private readonly int[] _basis, _place;
    private readonly int _betweenInversions;
    private int _sinceInversion, _stalls;

    internal Simplex(LinearProgram program, int betweenInversions)
    {
        (_program, _betweenInversions) = (program, betweenInversions);
        _scaled = new ScaledProgram(program);
        (_rows, _columns) = (_scaled.Rows, _scaled.Columns);
        (_x, _costs, _phaseCosts) = (new double[_columns], _scaled.Costs, new double[_columns]);
        (_inverse, _prices, _rates) = (new double[_rows * _rows], new double[_rows], new double[_rows]);
        _basis = [.. Enumerable.Range(_columns - _rows, _rows)];
        _place = [.. Enumerable.Range(0, _columns).Select(j => j - (_columns - _rows)).Select(place => Math.Max(place, -1))];
        (_lowest, _highest) = (new double[_columns], new double[_columns]);
        double rounding = Rounding * _scaled.Limits.Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int j = 0; j < _columns; j++)
        {
            // A slack is as exact as its row's limit, a variable as its bound; another row's large limit comes in by rounding alone.
            double limit = j < _columns - _rows ? 0 : Math.Abs(_scaled.Limits[j - (_columns - _rows)]);
            _lowest[j] = _scaled.Lower[j] - (Violation * (1 + limit + Math.Abs(_scaled.Lower[j]))) - rounding;
            _highest[j] = _scaled.Upper[j] + (Violation * (1 + limit + Math.Abs(_scaled.Upper[j]))) + rounding;
            _x[j] = _scaled.NearestBoundToZero(j);
        }
    }

    internal LinearSolution Solve()
    {
        int most = 2000 + (50 * _columns);
        bool isSound = Invert();
        for (int step = 0; step < most && isSound; step++)
        {
            // Without a sound inverse nothing would seem to enter, and the search to be at its end.
            if (_sinceInversion >= _betweenInversions && !Invert())
            {
                break;
            }

            bool isFirst = SetPhaseCosts();
            SetPrices(isFirst ? _phaseCosts : _costs);
            (int entering, int direction) = Entering(isFirst ? _phaseCosts : _costs);
            if (entering < 0 && _sinceInversion == 0)
            {
                return isFirst ? Infeasible(step) : Optimal(step);
            }

            if (entering >= 0)
            {
                SetRates(entering);
                (double length, int leaving, double bound) = Blocking(entering, direction);
                if (!double.IsPositiveInfinity(length))
                {
                    Move(entering, direction, length, leaving, bound);
                    continue;
                }

                if (_sinceInversion == 0)
                {
                    return isFirst ? Unsettled(step) : Unbounded(step, entering, direction);
                }
            }

            // What ends the search must be true of a fresh inverse.
            isSound = Invert();
        }

        return Unsettled(most);
    }

    private double Reduced(int column, double[] costs) => costs[column] - _scaled.Dot(column, _prices);

    // The gradient of minus the sum of violations: basic variables below their bounds should rise, those above should fall.
    private bool SetPhaseCosts()
    {
        bool any = false;
        foreach (int j in _basis)
        {
            _phaseCosts[j] = _x[j] < _lowest[j] ? 1 : _x[j] > _highest[j] ? -1 : 0;
            any |= _phaseCosts[j] != 0;
        }

        return any;
    }

    private void SetPrices(double[] costs)
    {
        Array.Clear(_prices);
        for (int i = 0; i < _rows; i++)
        {
            double cost = costs[_basis[i]];
            for (int k = 0; k < _rows && cost != 0; k++)
            {
                _prices[k] += cost * _inverse[(i * _rows) + k];
            }
        }
    }

    private (int Column, int Direction) Entering(double[] costs)
    {
        (int best, int direction, double steepest) = (-1, 0, Slope);
        for (int j = 0; j < _columns; j++)
        {
            if (_place[j] >= 0 || _scaled.Lower[j] == _scaled.Upper[j])
            {
                continue;
            }

            double slope = Reduced(j, costs);
            bool mayGo = slope > 0 ? _x[j] < _scaled.Upper[j] : _x[j] > _scaled.Lower[j];
            if (mayGo && Math.Abs(slope) > steepest)
            {
                (best, direction, steepest) = (j, Math.Sign(slope), Math.Abs(slope));
                if (_stalls >= StallsBeforeBland)
                {
                    break;
                }
            }
        }

        return (best, direction);
    }

    // How fast each basic variable falls as column j rises.
    private void SetRates(int column)
    {
        Array.Clear(_rates);
        _scaled.ForEach(column, (row, factor) =>
        {
            for (int i = 0; i < _rows; i++)
            {
                _rates[i] += _inverse[(i * _rows) + row] * factor;
            }
        });
    }

    private (double Length, int Leaving, double Bound) Blocking(int entering, int direction)
    {
        double length = _scaled.Upper[entering] - _scaled.Lower[entering], largest = 0;
        (int leaving, double at) = (-1, 0);
        for (int i = 0; i < _rows; i++)
        {
            double rate = -direction * _rates[i];
            if (Math.Abs(rate) <= Pivot)
            {
                continue;
            }

            double bound = BoundAhead(_basis[i], rate);
            double reach = Math.Max(0, (bound - _x[_basis[i]]) / rate);
            if (double.IsPositiveInfinity(reach) || reach > length + Tie)
            {
                continue;
            }

            // Among ties the largest pivot keeps the inverse accurate; Bland's rule wants the least index.
            bool isTie = Math.Abs(reach - length) <= Tie && leaving >= 0;
            bool isPreferred = _stalls >= StallsBeforeBland ? isTie && _basis[i] < _basis[leaving] : isTie && Math.Abs(rate) > largest;
            if ((!isTie && reach < length) || isPreferred)
            {
                (length, leaving, at, largest) = (Math.Min(reach, length), i, bound, Math.Abs(rate));
            }
        }

        return (length, leaving, at);
    }

    // A violated bound blocks where it is met; beyond a violation nothing more blocks.
    private double BoundAhead(int basic, double rate)
    {
        bool isBelow = _x[basic] < _lowest[basic], isAbove = _x[basic] > _highest[basic];
        return rate > 0
            ? isBelow ? _scaled.Lower[basic] : isAbove ? double.PositiveInfinity : _scaled.Upper[basic]
            : isAbove ? _scaled.Upper[basic] : isBelow ? double.NegativeInfinity : _scaled.Lower[basic];
    }

    private void Move(int entering, int direction, double length, int leaving, double bound)
    {
        _stalls = length > Tie ? 0 : _stalls + 1;
        for (int i = 0; i < _rows; i++)
        {
            _x[_basis[i]] -= direction * length * _rates[i];
        }

        _x[entering] += direction * length;
        if (leaving < 0)
        {
            _x[entering] = direction > 0 ? _scaled.Upper[entering] : _scaled.Lower[entering];
            return;
        }

        _x[_basis[leaving]] = bound;
        _phaseCosts[_basis[leaving]] = 0;
        (_place[_basis[leaving]], _place[entering]) = (-1, leaving);
        _basis[leaving] = entering;
        Exchange(leaving);
    }

    private void Exchange(int leaving)
    {
        Span<double> pivotRow = _inverse.AsSpan(leaving * _rows, _rows);
        foreach (ref double number in pivotRow)
        {
            number /= _rates[leaving];
        }

        for (int i = 0; i < _rows; i++)
        {
            double factor = _rates[i];
            for (int k = 0; k < _rows && i != leaving && factor != 0; k++)
            {
                _inverse[(i * _rows) + k] -= factor * pivotRow[k];
            }
        }

        _sinceInversion++;
    }

    private bool Invert()
    {
        double[] basis = new double[_rows * _rows];
        for (int i = 0; i < _rows; i++)
        {
            _scaled.ForEach(_basis[i], (row, factor) => basis[(row * _rows) + i] += factor);
        }

        Array.Clear(_inverse);
        for (int i = 0; i < _rows; i++)
        {
            _inverse[(i * _rows) + i] = 1;
        }

        LinearSystem.Solve(basis.AsSpan(), _inverse, _rows, _rows);
        _sinceInversion = 0;
        SetBasics();
        return Array.TrueForAll(_inverse, double.IsFinite);
    }

    // x_B = B⁻¹ (b − N x_N), and once more for what is left over.
    private void SetBasics()
    {
        foreach (int basic in _basis)
        {
            _x[basic] = 0;
        }

        for (int refinement = 0; refinement < 2; refinement++)
        {
            double[] rest = _scaled.Rest(_x);
            for (int i = 0; i < _rows; i++)
            {
                double sum = 0;
                for (int k = 0; k < _rows; k++)
                {
                    sum += _inverse[(i * _rows) + k] * rest[k];
                }

                _x[_basis[i]] += sum;
            }
        }
    }

    private LinearSolution Optimal(int steps) => Ended(LinearStatus.Optimal, steps, [], _prices);

    private LinearSolution Infeasible(int steps) => Ended(LinearStatus.Infeasible, steps, _scaled.PricesOf(_prices, false), new double[_rows]);

    private LinearSolution Unsettled(int steps) => Ended(LinearStatus.Unsettled, steps, [], new double[_rows]);

    private LinearSolution Unbounded(int steps, int entering, int direction)
    {
        double[] ray = new double[_columns];
        ray[entering] = direction;
        for (int i = 0; i < _rows; i++)
        {
            ray[_basis[i]] = Math.Abs(_rates[i]) <= Pivot ? 0 : -direction * _rates[i];
        }

        return Ended(LinearStatus.Unbounded, steps, _scaled.PointOf(ray), new double[_rows]);
    }

    private LinearSolution Ended(LinearStatus status, int steps, double[] ray, double[] scaledPrices)
    {
        double[] point = _scaled.PointOf(_x), prices = _scaled.PricesOf(scaledPrices, true);
        Optimality proof = Optimality.Of(_program, point, prices);
        return new()
        {
            Status = status,
            Point = point,
            Value = proof.Value,
            Prices = prices,
            DualValue = proof.DualValue,
            Ray = ray,
            Steps = steps,
            Residual = status == LinearStatus.Optimal ? proof.Residual : proof.PrimalResidual,
        };
    }
}
