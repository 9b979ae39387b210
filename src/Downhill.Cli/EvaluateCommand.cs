using Downhill.Data;
using Downhill.Experiments.Learning;

namespace Downhill.Cli;

/// <summary><c>evaluate</c>: energy and gradient at points.</summary>
internal sealed class EvaluateCommand : Verb
{
    private static readonly Flag Points = new("--points", "FILE.csv", "the points, plain or gzipped, with the columns of positions that were learned from; others are carried along") { IsRequired = true };
    private static readonly Flag Out = new("--out", "FILE.csv", "the columns of the points, then energy and grad_COLUMN for each position; gzipped where the name ends in .gz") { IsRequired = true };

    internal override string Name => "evaluate";

    internal override string Summary => "computes the learned energy and its gradient at points";

    internal override string Example => "downhill evaluate runs/first --points points.csv --out energies.csv";

    internal override IReadOnlyList<Word> Words { get; } = [new("DIR", "the directory of a finished run")];

    internal override IReadOnlyList<Flag> Flags { get; } = [Points, Out, Flag.Quiet];

    internal override int Run(Typed typed, Screen screen, CancellationToken stop)
    {
        string file = typed.Value(Points)!, output = typed.Value(Out)!;
        LearnedModel model = FinishedRun.Model(typed.Word(0)!);
        OutputFile.Require(Out, output, (Points, file));
        (Table points, Table evaluated, int? outside) = Patient.Wait(() => Evaluate(model, file), stop);
        string[] replaced = [.. Added(model).Intersect(points.Columns.Select(column => column.Name))];
        if (replaced.Length > 0)
        {
            screen.Warn($"{file}: the columns {string.Join(", ", replaced)} are replaced by the learned ones in {output}");
        }

        Outside.Warn(screen, file, outside, points.Rows, "points lie", "the energy there is a guess");
        TableWriter.Write(output, evaluated);
        typed.ScreenOf(screen).Out.WriteLine($"wrote {output}: energy and gradient at {Counted.Of(points.Rows, "point")}");
        return ExitCode.Done;
    }

    private static (Table Points, Table Evaluated, int? Outside) Evaluate(LearnedModel model, string file)
    {
        Table points = TableReader.Read(file, model.Columns), evaluated = ModelUse.Evaluate(model, points);
        double[] numbers = evaluated.Numbers(Added(model));
        int wrong = Array.FindIndex(numbers, number => !double.IsFinite(number));
        return wrong < 0 ? (points, evaluated, ModelUse.CountOutside(model, points))
            : throw new ArithmeticException($"{file}: the energy or its gradient is not finite at point {(wrong / Added(model).Length) + 1}; leave out points this far from what was seen");
    }

    private static string[] Added(LearnedModel model) => ["energy", .. model.Columns.Select(column => "grad_" + column)];
}
