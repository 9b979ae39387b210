using BenchmarkDotNet.Attributes;
using Downhill.Compute;

namespace Downhill.Microbenchmarks;

/// <summary>Each elementary function on 4,096 normal numbers; the logarithm on their squares, a multiplication more.</summary>
public class ElementaryFunctions : ISized
{
    private Fused fused = null!;

    [Params("Exp", "Log", "Log1p", "Tanh", "Sigmoid", "Softplus", "Sin", "Cos", "Sqrt")]
    public string Function { get; set; } = "Exp";

    public string Unit => "numbers/ns";

    public double SizeOf(string benchmark) => Fused.Count;

    [GlobalSetup]
    public void Compile()
    {
        Op op = Enum.Parse<Op>(Function);
        fused = op is Op.Log or Op.Log1p or Op.Sqrt
            ? new(1, 1, Fused.Step(Op.Multiply, 0, 0), Fused.Step(op, 1))
            : new(1, 1, Fused.Step(op, 0));
    }

    [GlobalCleanup]
    public void Free() => fused.Free();

    [Benchmark]
    public void Run() => fused.Run();
}
