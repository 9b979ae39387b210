using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Downhill.Microbenchmarks;

/// <summary>What a benchmark knows about its own size.</summary>
public interface ISized
{
    /// <summary>How many numbers, or floating-point operations, a call of that benchmark is about.</summary>
    double SizeOf(string benchmark);

    /// <summary>The unit of 10⁹ of them a second.</summary>
    string Unit { get; }
}

/// <summary>How much a call does in a second, at its fastest.</summary>
internal sealed class SpeedColumn : IColumn
{
    public string Id => nameof(SpeedColumn);

    public string ColumnName => "Speed";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "What the fastest call computes in a second";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics
            || Activator.CreateInstance(benchmarkCase.Descriptor.Type) is not ISized sized)
        {
            return "-";
        }

        foreach (var parameter in benchmarkCase.Parameters.Items)
        {
            sized.GetType().GetProperty(parameter.Name)!.SetValue(sized, parameter.Value);
        }

        return $"{sized.SizeOf(benchmarkCase.Descriptor.WorkloadMethod.Name) / statistics.Min:F2} {sized.Unit}";
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}
