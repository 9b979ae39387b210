using Downhill.Report;

namespace Downhill.Experiments.Learning.Reporting;

/// <summary>A section of the report, with its pictures, which are files of their own too.</summary>
internal sealed record Chapter(Section Section, params Plate[] Pictures);
