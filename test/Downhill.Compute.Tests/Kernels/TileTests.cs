using System.Numerics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

public sealed unsafe class TileTests
{
    private static readonly int[] Widths = [1, 2, 3, 7, 16, 17, 33];

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void A_tile_holds_the_rows_and_repeats_the_last(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new LoadCase());

    [Theory, MemberData(nameof(EveryLanes.Supported), MemberType = typeof(EveryLanes))]
    public void Storing_a_tile_gives_the_rows_back(int width, bool isDouble) =>
        EveryLanes.Run(width, isDouble, new StoreCase());

    private static IEnumerable<(int Width, int Rows)> Shapes =>
        Widths.SelectMany(width => new[] { 1, 5, 16, 23, 63, 64 }.Select(rows => (width, rows)));

    private sealed class LoadCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            const int R = 64;
            foreach ((int w, int rows) in Shapes)
            {
                using Guarded<T> source = Guarded<T>.Random(rows * w, 1);
                using Guarded<T> tile = new(w * R);
                Tile<L, V, T>.Load(source.Start, tile.Start, w, rows, R);
                for (int i = 0; i < w * R; i++)
                {
                    Assert.Equal(source[Math.Min(i % R, rows - 1) * w + i / R], tile[i]);
                }

                tile.AssertZonesAreUntouched();
            }
        }
    }

    private sealed class StoreCase : ILanesCase
    {
        public void Run<L, V, T>()
            where L : struct, ILanes<V, T>
            where V : unmanaged
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            const int R = 64;
            foreach ((int w, int rows) in Shapes)
            {
                using Guarded<T> tile = Guarded<T>.Random(w * R, 2);
                using Guarded<T> destination = new(rows * w);
                Tile<L, V, T>.Store(tile.Start, destination.Start, w, rows, R);
                for (int i = 0; i < rows * w; i++)
                {
                    Assert.Equal(tile[i % w * R + i / w], destination[i]);
                }

                destination.AssertZonesAreUntouched();
            }
        }
    }
}
