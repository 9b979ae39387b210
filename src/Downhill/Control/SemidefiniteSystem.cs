namespace Downhill.Control;

/// <summary>z = K⁺ b of a symmetric K without negative eigenvalues, by a Cholesky factorisation that takes the largest pivot first.</summary>
/// <remarks>
/// K = L Lᵀ with L [n, rank] gives K⁺ = L (LᵀL)⁻² Lᵀ: of all that are nearest, the shortest z. It ends where what is left of the diagonal is
/// negligible, which says the rank. About n³ multiply-adds; allocates nothing after the first use.
/// </remarks>
internal sealed class SemidefiniteSystem(int n)
{
    // Columns of L lie one behind the other.
    private readonly double[] _columns = new double[n * n], _gram = new double[n * n], _left = new double[n], _inner = new double[n];

    /// <summary>Writes z.</summary>
    /// <returns>The rank.</returns>
    internal int Solve(ReadOnlySpan<double> k, ReadOnlySpan<double> b, Span<double> z, double negligible)
    {
        int rank = Factor(k, negligible);
        for (int i = 0; i < rank; i++)
        {
            _inner[i] = Numbers.Dot(Column(i), b);
            for (int j = 0; j <= i; j++)
            {
                _gram[(i * n) + j] = Numbers.Dot(Column(i), Column(j));
            }
        }

        FactorGram(rank);
        Invert(rank);
        Invert(rank);
        z.Clear();
        for (int i = 0; i < rank; i++)
        {
            Numbers.Add(z, _inner[i], Column(i), z);
        }

        return rank;
    }

    private Span<double> Column(int i) => _columns.AsSpan(i * n, n);

    private int Factor(ReadOnlySpan<double> k, double negligible)
    {
        for (int i = 0; i < n; i++)
        {
            _left[i] = k[(i * n) + i];
        }

        double least = negligible * _left[Largest()];
        for (int rank = 0; rank < n; rank++)
        {
            int pivot = Largest();
            if (!(_left[pivot] > least))
            {
                return rank;
            }

            Span<double> column = Column(rank);
            k.Slice(pivot * n, n).CopyTo(column);
            for (int j = 0; j < rank; j++)
            {
                Numbers.Add(column, -_columns[(j * n) + pivot], Column(j), column);
            }

            double root = Math.Sqrt(_left[pivot]);
            for (int i = 0; i < n; i++)
            {
                column[i] /= root;
                _left[i] -= column[i] * column[i];
            }

            // What rounding leaves of a pivot that is done would be taken again.
            _left[pivot] = double.NegativeInfinity;
        }

        return n;
    }

    private int Largest()
    {
        int largest = 0;
        for (int i = 1; i < n; i++)
        {
            largest = _left[i] > _left[largest] ? i : largest;
        }

        return largest;
    }

    /// <summary>LᵀL = M Mᵀ, M in the lower triangle.</summary>
    private void FactorGram(int rank)
    {
        for (int i = 0; i < rank; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double rest = _gram[(i * n) + j] - Numbers.Dot(_gram.AsSpan(i * n, j), _gram.AsSpan(j * n, j));
                _gram[(i * n) + j] = i == j ? Math.Sqrt(rest) : rest / _gram[(j * n) + j];
            }
        }
    }

    /// <summary>inner ← (LᵀL)⁻¹ inner.</summary>
    private void Invert(int rank)
    {
        for (int i = 0; i < rank; i++)
        {
            _inner[i] = (_inner[i] - Numbers.Dot(_gram.AsSpan(i * n, i), _inner.AsSpan(0, i))) / _gram[(i * n) + i];
        }

        for (int i = rank - 1; i >= 0; i--)
        {
            _inner[i] /= _gram[(i * n) + i];
            Numbers.Add(_inner.AsSpan(0, i), -_inner[i], _gram.AsSpan(i * n, i), _inner.AsSpan(0, i));
        }
    }
}
