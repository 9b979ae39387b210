using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Tests;

/// <summary>The C# of the README, compiled and run; the text of the README must be the text here.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void First_example_does_what_its_comments_say()
    {
        // README
        Energy energy = new DoubleWell();                             // E(x) = (x² − 1)² / 4
        double height = energy.At(0.0) - energy.At(1.0);              // the barrier: 1/4
        double[] slope = energy.GradientAt(0.5);                      // x³ − x at 0.5

        Chain chain = new(energy, new Langevin { StepSize = 0.05, Temperature = 0.1 }, steps: 1_000, new Rng(42));
        double[][] state = chain.Advance([new double[500]]);          // 500 chains from 0, all steps on the engine
        double inWells = state[0].Count(x => Math.Abs(Math.Abs(x) - 1) < 0.7) / 500.0;
        // END

        Assert.Equal(0.25, height, 1e-12);
        Assert.Equal(-0.375, slope[0], 1e-12);

        // exp(−E/T) has 96 % of its mass there, by quadrature; five standard errors of 500 chains are 4.4 %.
        Assert.InRange(inWells, 0.96 - 0.044, 1);
    }

    [Fact]
    public void The_ring_has_the_gradient_of_its_formula()
    {
        double[] gradient = new Ring().GradientAt(0.6, -1.1);
        double radial = (0.36 + 1.21) - 1;
        Assert.Equal(radial * 0.6, gradient[0], 1e-12);
        Assert.Equal(radial * -1.1, gradient[1], 1e-12);
    }

    [Fact]
    public void Every_block_of_CSharp_in_the_README_stands_in_this_file()
    {
        string root = Root(), source = Normal(File.ReadAllText(Path.Combine(root, "test", "Downhill.Tests", "ReadmeTests.cs")));
        string[] blocks = [.. File.ReadAllText(Path.Combine(root, "README.md")).Split("```csharp\n").Skip(1).Select(rest => rest[..rest.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(2, blocks.Length);
        foreach (string block in blocks)
        {
            Assert.Contains(Normal(block), source, StringComparison.Ordinal);
        }
    }

    // Indentation aside.
    private static string Normal(string text) => string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Downhill.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}

public sealed record Ring : Energy
{
    public override int Dimension => 2;

    public override IReadOnlyList<Parameter> Parameters => [];

    public override Node Of(Node x) => Square(SquaredNorm(x) - 1) / 4;

    public override Energy With(IReadOnlyList<Parameter> parameters) => this;
}
