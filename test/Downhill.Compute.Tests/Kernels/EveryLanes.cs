using System.Numerics;
using System.Runtime.Intrinsics;
using Downhill.Compute.Kernels;

namespace Downhill.Compute.Tests.Kernels;

/// <summary>Something to do with every kind of lanes.</summary>
internal interface ILanesCase
{
    void Run<L, V, T>()
        where L : struct, ILanes<V, T>
        where V : unmanaged
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>The kinds of lanes that this machine can run, as data for theories.</summary>
public static class EveryLanes
{
    /// <summary>Width in bits (0 is scalar) and whether the numbers are doubles.</summary>
    public static TheoryData<int, bool> Supported
    {
        get
        {
            TheoryData<int, bool> data = [];
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>().Where(Lanes.Supports))
            {
                data.Add((int)width, false);
                data.Add((int)width, true);
            }

            return data;
        }
    }

    internal static void Run(int width, bool isDouble, ILanesCase test)
    {
        switch ((LaneWidth)width, isDouble)
        {
            case (LaneWidth.Bits512, false): test.Run<Single512, Vector512<float>, float>(); break;
            case (LaneWidth.Bits512, true): test.Run<Double512, Vector512<double>, double>(); break;
            case (LaneWidth.Bits256, false): test.Run<Single256, Vector256<float>, float>(); break;
            case (LaneWidth.Bits256, true): test.Run<Double256, Vector256<double>, double>(); break;
            case (_, false): test.Run<ScalarSingle, float, float>(); break;
            case (_, true): test.Run<ScalarDouble, double, double>(); break;
        }
    }
}
