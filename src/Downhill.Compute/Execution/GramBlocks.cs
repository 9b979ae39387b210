using System.Numerics;

namespace Downhill.Compute.Execution;

/// <summary>Makes a Gram matrix of outer products, block by block: two tiles of rows are a block, and a block is one thread's.</summary>
/// <remarks>A block is added up in one order whoever makes it: the same bits on any number of threads. What is above the diagonal is what is below it.</remarks>
internal sealed unsafe class GramBlocks<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // As many features of two tiles as the first-level cache holds.
    private const int Features = 128;

    private readonly Machine<T> _machine;
    private readonly Product[] _products;
    private readonly Product _alone;
    private readonly Team _team;
    private readonly Action<int> _work;
    private readonly AlignedBuffer<T>[] _scratch;
    private CompiledComputation<T> _x, _y;
    private AlignedBuffer<T> _values = new(0);
    private int _next;

    internal GramBlocks(Machine<T> machine, Product[] products, CompiledComputation<T> x, int threads)
    {
        (_machine, _team, _x, _y) = (machine, Team.Of(threads), x, x);
        (_products, _alone) = (products[..^1], products[^1]);
        _work = Work;
        _scratch = [.. Enumerable.Range(0, threads).Select(_ => new AlignedBuffer<T>(3 * Numbers))];
    }

    private int Tile => _x.TileRows;

    private int Numbers => Tile * Tile;

    private bool IsSquare => ReferenceEquals(_x, _y);

    private int Columns => Tiles(_y.OutputRows);

    /// <summary>K(x, y) into <paramref name="values"/> [rows of x, rows of y].</summary>
    internal void Run(CompiledComputation<T> x, CompiledComputation<T> y, AlignedBuffer<T> values)
    {
        (_x, _y, _values, _next) = (x, y, values, 0);
        _team.Run(_work);
    }

    private int Tiles(int rows) => (rows + Tile - 1) / Tile;

    private void Work(int member)
    {
        int tiles = Tiles(_x.OutputRows), blocks = IsSquare ? tiles * (tiles + 1) / 2 : tiles * Columns;
        T* scratch = _scratch[member].Pointer;
        for (int block = Interlocked.Increment(ref _next) - 1; block < blocks; block = Interlocked.Increment(ref _next) - 1)
        {
            (int row, int column) = Place(block);
            Make(row, column, scratch);
            Keep(row, column, scratch, scratch + Numbers);
        }
    }

    // The lower triangle, row by row: 0; 1, 2; 3, 4, 5.
    private (int Row, int Column) Place(int block)
    {
        if (!IsSquare)
        {
            return (block / Columns, block % Columns);
        }

        int row = (int)((Math.Sqrt((8.0 * block) + 1) - 1) / 2);
        return (row, block - (row * (row + 1) / 2));
    }

    private void Make(int row, int column, T* block)
    {
        T* terms = block + Numbers, shared = terms + Numbers;
        Sum(_alone, row, column, block);
        foreach (Product product in _products)
        {
            Sum(product, row, column, terms);
            Add(product.Shared!.Value, row, column, shared, accumulate: false);
            _machine.AddProduct(terms, shared, block, Numbers);
        }
    }

    private void Sum(Product product, int row, int column, T* sum)
    {
        bool isBegun = product.Constant != 0 || product.Terms.Length == 0;
        if (isBegun)
        {
            new Span<T>(sum, Numbers).Fill(T.CreateChecked(product.Constant));
        }

        foreach (Inner term in product.Terms)
        {
            Add(term, row, column, sum, isBegun);
            isBegun = true;
        }
    }

    private void Add(Inner inner, int row, int column, T* sum, bool accumulate)
    {
        T* a = At(_x, inner.A, row), b = At(_y, inner.B, column);
        for (int k = 0; k < inner.A.Width; k += Features)
        {
            _machine.Gram(a + ((nint)k * Tile), b + ((nint)k * Tile), sum, Math.Min(Features, inner.A.Width - k), Tile, accumulate || k > 0);
        }
    }

    private T* At(CompiledComputation<T> table, Factor factor, int tile) =>
        table.TileAt(factor.Slot, tile) + ((nint)factor.Offset * Tile);

    private void Keep(int row, int column, T* block, T* turned)
    {
        int height = Math.Min(Tile, _x.OutputRows - (row * Tile)), width = Math.Min(Tile, _y.OutputRows - (column * Tile));
        if (IsSquare)
        {
            _machine.Store(block, turned, Tile, Tile, Tile);
            if (row == column)
            {
                Mirror(block, turned);
            }

            Keep(turned, column, row, width, height);
        }

        Keep(block, row, column, height, width);
    }

    // Above the diagonal of a block on the diagonal the pairs of terms were added in another order.
    private void Mirror(T* block, T* turned)
    {
        for (int i = 0; i < Tile; i++)
        {
            int above = (i * Tile) + i;
            new Span<T>(turned + above, Tile - i).CopyTo(new Span<T>(block + above, Tile - i));
            new Span<T>(block + (i * Tile), i).CopyTo(new Span<T>(turned + (i * Tile), i));
        }
    }

    private void Keep(T* block, int row, int column, int height, int width)
    {
        nint stride = _y.OutputRows;
        T* first = _values.Pointer + ((nint)row * Tile * stride) + ((nint)column * Tile);
        for (int i = 0; i < height; i++)
        {
            new Span<T>(block + ((nint)i * Tile), width).CopyTo(new Span<T>(first + (i * stride), width));
        }
    }
}
