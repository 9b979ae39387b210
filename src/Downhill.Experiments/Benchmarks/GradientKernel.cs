using System.Numerics;
using Downhill.Compute;
using Downhill.Energies;

namespace Downhill.Experiments.Benchmarks;

/// <summary>The matrix K of Q-learning: Kᵢⱼ = ⟨∂Q(xᵢ)/∂θ, ∂Q(xⱼ)/∂θ⟩ over all weights, for all pairs of rows.</summary>
internal sealed record GradientKernel(string Name) : Workload(Name)
{
    // A layer's share of K is (H Hᵀ + 1) ∘ (D Dᵀ); the passes that make H and D, and that K is symmetric, are not counted.
    internal override double Flops(NetworkSize size) => 2.0 * size.Batch * size.Batch * size.Widths.Zip(size.Widths.Skip(1), (n, m) => n + m).Sum();

    internal override Prepared Prepare<T>(Problem problem, Activation activation, Executor executor)
    {
        Network network = new(problem.Size, activation);
        List<(Node Input, Node Sum)> layers = network.Layers(network.X);
        Node[] slopes = [.. layers.Select(layer => Derivative.Gradient(layers[^1].Sum, layer.Sum))];
        Computation<T> factors = Given<T>(problem, executor, [.. layers.Select(layer => layer.Input), .. slopes]);
        int rows = problem.Size.Batch;
        T[] kernel = new T[rows * rows];
        return new(Run, () => Prepared.Numbers<T>(kernel));

        void Run()
        {
            factors.Run();
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    kernel[(i * rows) + j] = kernel[(j * rows) + i] = Entry(i, j);
                }
            }
        }

        T Entry(int i, int j)
        {
            T sum = T.Zero;
            for (int layer = 0; layer < layers.Count; layer++)
            {
                T bias = layer < problem.Size.Layers ? T.One : T.Zero;
                sum += (Inner(factors[layer], i, j) + bias) * Inner(factors[layers.Count + layer], i, j);
            }

            return sum;
        }

        T Inner(ReadOnlySpan<T> table, int i, int j)
        {
            int width = table.Length / rows;
            ReadOnlySpan<T> a = table.Slice(i * width, width), b = table.Slice(j * width, width);
            Vector<T> sums = Vector<T>.Zero;
            int k = 0;
            for (; k <= width - Vector<T>.Count; k += Vector<T>.Count)
            {
                sums += new Vector<T>(a[k..]) * new Vector<T>(b[k..]);
            }

            T sum = Vector.Sum(sums);
            for (; k < width; k++)
            {
                sum += a[k] * b[k];
            }

            return sum;
        }
    }
}
