using Downhill.Data;
using Downhill.Experiments.Learning;

namespace Downhill.Cli;

/// <summary><c>evaluate</c>: energy and gradient at points.</summary>
internal sealed class EvaluateCommand : Verb
{
    private static readonly Flag Points = new("--points", "FILE.csv", "the points, with the columns of positions that were learned from; others are carried along") { IsRequired = true };
    private static readonly Flag Out = new("--out", "FILE.csv", "the columns of the points, then energy and grad_COLUMN for each position") { IsRequired = true };

    internal override string Name => "evaluate";

    internal override string Summary => "computes the learned energy and its gradient at points";

    internal override string Example => "downhill evaluate runs/first --points points.csv --out energies.csv";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a run")];

    internal override IReadOnlyList<Flag> Flags { get; } = [Points, Out];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string file = typed.Value(Points)!, output = typed.Value(Out)!;
        LearnedModel model = ModelUse.Load(typed.Word(0)!);
        OutputFile.Require(output);
        Table points = TableReader.Read(file, model.Columns);
        Table evaluated = Patient.Wait(() => ModelUse.Evaluate(model, points), stop);
        RequireFinite(evaluated, file);
        string[] replaced = [.. Added(model).Intersect(points.Columns.Select(column => column.Name))];
        if (replaced.Length > 0)
        {
            screen.Warn($"{file}: the columns {string.Join(", ", replaced)} are replaced by the learned ones in {output}");
        }

        TableWriter.Write(output, evaluated);
        return ExitCode.Done;

        void RequireFinite(Table table, string source)
        {
            double[] numbers = table.Numbers(Added(model));
            int wrong = Array.FindIndex(numbers, number => !double.IsFinite(number));
            if (wrong >= 0)
            {
                throw new ArithmeticException($"{source}: the energy or its gradient is not finite at point {(wrong / Added(model).Length) + 1}; leave out points this far from what was seen");
            }
        }
    }

    private static string[] Added(LearnedModel model) => ["energy", .. model.Columns.Select(column => "grad_" + column)];
}
