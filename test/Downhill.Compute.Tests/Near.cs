namespace Downhill.Compute.Tests;

/// <summary>Comparisons of arrays that say where they fail; NaN is near NaN alone, an infinity near itself alone.</summary>
internal static class Near
{
    /// <summary>|expected − actual| ≤ tolerance · max(1, the largest of the output's numbers), number by number.</summary>
    internal static void Assert(double[][] expected, double[][] actual, double tolerance, string what)
    {
        Xunit.Assert.Equal(expected.Length, actual.Length);
        for (int o = 0; o < expected.Length; o++)
        {
            Assert(expected[o], actual[o], tolerance, $"{what}, output {o}");
        }
    }

    internal static void Assert(double[] expected, double[] actual, double tolerance, string what)
    {
        Xunit.Assert.True(expected.Length == actual.Length, $"{what}: {expected.Length} numbers expected, {actual.Length} found");
        double scale = Math.Max(1, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (int i = 0; i < expected.Length; i++)
        {
            Xunit.Assert.True(
                expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= tolerance * scale,
                $"{what}, number {i} of {expected.Length}: {expected[i]:R} expected, {actual[i]:R} found");
        }
    }
}
