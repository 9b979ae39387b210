namespace Downhill.Densities;

/// <summary>A curve c(v), v from 0 to 1, on which v is distributed as U^(1/m) with U uniform: its density is m vᵐ⁻¹.</summary>
/// <param name="At">c.</param>
/// <param name="Power">m: 1 for a v that is uniform.</param>
public readonly record struct Strand(Func<double, (double X, double Y)> At, int Power = 1);
