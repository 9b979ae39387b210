using System.Numerics;

namespace Downhill.Compute.Tests;

/// <summary>Numbers for every input of a graph, and owners for every relation.</summary>
internal sealed record Given(Dictionary<string, double[]> Values, Dictionary<RowIndex, int[]> Owners, Dictionary<Rows, int> Counts)
{
    /// <summary>The stream of the graph's own noise.</summary>
    internal Rng Noise { get; init; } = new(5);

    /// <summary>Standard normal numbers for all inputs of the graph; the table of points has <paramref name="rows"/> rows, any other twice as many and three.</summary>
    internal static Given Normal(int seed, int rows, params Node[] outputs) =>
        Normal(seed, table => table == Rows.Points ? rows : (2 * rows) + 3, outputs);

    internal static Given Normal(int seed, Func<Rows, int> count, params Node[] outputs)
    {
        Graph graph = Graph.Of(outputs);
        Rng rng = new Rng(97).Fork(seed);
        Given given = new([], [], graph.Tables.ToDictionary(table => table, count));
        foreach ((string name, Shape shape) in graph.Inputs)
        {
            double[] numbers = new double[shape.Length * (shape.Rows is { } table ? count(table) : 1)];
            rng.Fork(given.Values.Count).Normal(numbers);
            given.Values[name] = numbers;
        }

        foreach (RowIndex index in graph.Indices.Values)
        {
            Rng draw = rng.Fork(1000 + given.Owners.Count);
            given.Owners[index] = [.. Enumerable.Range(0, count(index.Part)).Select(i => draw.Below(i, count(index.Owner)))];
        }

        return given;
    }

    /// <summary>The same with one input replaced.</summary>
    internal Given With(string name, params double[] values) => this with { Values = new(Values) { [name] = values } };

    internal Given With(RowIndex index, params int[] owners) => this with { Owners = new(Owners) { [index] = owners } };

    /// <summary>v + h d for every input v that the direction has.</summary>
    internal Given Along(Given direction, double h) => this with
    {
        Values = Values.ToDictionary(
            input => input.Key,
            input => direction.Values.TryGetValue(input.Key, out double[]? d) ? [.. input.Value.Zip(d, (v, di) => v + (h * di))] : input.Value),
    };

    /// <summary>Sets whatever the graph of the outputs asks for.</summary>
    internal void Set<T>(Computation<T> program, params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Graph graph = Graph.Of(outputs);
        program.Seed(Noise);
        foreach (Rows table in graph.Tables)
        {
            program.SetRows(table, Counts[table]);
        }

        foreach (string name in graph.Inputs.Keys)
        {
            program.Set(name, Array.ConvertAll(Values[name], T.CreateChecked));
        }

        foreach (RowIndex index in graph.Indices.Values)
        {
            program.Set(index, Owners[index]);
        }
    }

    internal void SetInputs(Computation<double> program, IEnumerable<Node> inputs)
    {
        foreach (Node input in inputs)
        {
            string name = input.Get<Detail.Named>().Name;
            program.Set(name, Values[name]);
        }
    }

    /// <summary>The outputs, by the executor that <paramref name="make"/> makes.</summary>
    internal double[][] Run<T>(Func<Node[], Computation<T>> make, params Node[] outputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Computation<T> program = make(outputs);
        Set(program, outputs);
        program.Run();
        return Read(program, outputs.Length);
    }

    /// <summary>The outputs in double, by the interpreter.</summary>
    internal double[][] Interpret(params Node[] outputs) => Run(Computation.Interpret<double>, outputs);

    /// <summary>The outputs in double, compiled, on one thread.</summary>
    internal double[][] Compile(params Node[] outputs) => Run(nodes => Computation.Compile<double>(1, nodes), outputs);

    internal static double[][] Read<T>(Computation<T> program, int count)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(i => Array.ConvertAll(program[i].ToArray(), double.CreateChecked))];
}
