namespace Downhill.Compute;

/// <summary>The primitives. A new one is finished when the compiler is silent: shape, derivative, interpretation, compilation.</summary>
internal enum Op
{
    // Sources.
    Input, Constant, Noise,

    // Elementwise, of equal shapes.
    Add, Subtract, Multiply, Divide, Minimum, Maximum, Less, Equal, Select,
    Negate, Exp, Log, Log1p, Sqrt, Tanh, Sigmoid, Softplus, Sin, Cos, Abs, Sign, StopGradient,

    // Repeating and reducing.
    Broadcast, Sum, SumSteps, SumRows, Largest, LargestRow,

    // Rearranging.
    Transpose, Reshape, Slice, Pad,

    // Matrices.
    MatMul, Solve, Cholesky, MatrixExponential,

    // Between tables of rows.
    Gather, Scatter,

    // Loops.
    Scan, Part, Argmin,
}

internal static class Ops
{
    /// <summary>Whether each number of the result depends on the numbers at the same place only.</summary>
    internal static bool IsElementwise(this Op op) => op is >= Op.Add and <= Op.StopGradient;

    /// <summary>Whether it is a series of some twenty operations of the processor: dearer to compute than to write to memory and read again.</summary>
    internal static bool IsElementary(this Op op) => op is Op.Exp or Op.Log or Op.Log1p or Op.Tanh or Op.Sigmoid or Op.Softplus or Op.Sin or Op.Cos;
}
