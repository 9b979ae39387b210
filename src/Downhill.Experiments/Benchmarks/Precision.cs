namespace Downhill.Experiments.Benchmarks;

/// <summary>The number type that is computed with.</summary>
internal enum Precision
{
    Float,
    Double,
}
