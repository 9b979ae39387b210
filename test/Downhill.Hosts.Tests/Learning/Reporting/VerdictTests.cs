using Downhill.Experiments.Learning;
using Downhill.Experiments.Learning.Reporting;
using Downhill.Report;

namespace Downhill.Hosts.Tests.Learning.Reporting;

/// <summary>Every case in which the report says something else.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData(1.0, 1.0, 1.0, Standing.Good, "No step function was found that predicts more")]
    [InlineData(0.9996, 0.98, 1.01, Standing.Good, "100.0 % (95 % interval 98.0 to 101.0 %)")]
    [InlineData(1.02, 0.99, 1.05, Standing.Good, "more only by chance")]
    [InlineData(0.97, 0.94, 0.99, Standing.Good, "An energy is explanation enough")]
    [InlineData(0.8, 0.75, 0.85, Standing.Warn, "The rest is not downhill in this energy")]
    [InlineData(0.05, 0.03, 0.06, Standing.Bad, "look for rotation, for a limit cycle")]
    [InlineData(0.6, 0.2, 0.95, Standing.Warn, "too wide to tell")]
    [InlineData(double.NaN, double.NaN, double.NaN, Standing.Bad, "predicts next to nothing")]
    public void Of_the_downhill_share(double share, double low, double high, Standing standing, string words)
    {
        Verdict verdict = DownhillWords.Of(new DownhillShare(share, (low, high), 0.5));
        Assert.Equal(standing, verdict.Standing);
        Assert.Contains(words, verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_share_below_one_names_the_reference_that_it_is_a_share_of() =>
        Assert.Contains("97.0 % of what the reference predicts (95 % interval 94.0 to 99.0 %), a step function that begins as the energy's own", DownhillWords.Of(new(0.97, (0.94, 0.99), 0.5)).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.92, 0.1, "the energy is flat within its error bars: a level line lies inside its 90 % band at 92 % of visited places")]
    [InlineData(0.3, 0.1, "which is little, and predicts nothing that was left out")]
    [InlineData(0.3, 2, "but that predicts nothing that was left out")]
    [InlineData(double.NaN, 2, "without resamples there are no error bars")]
    public void Of_a_flat_landscape(double level, double height, string words)
    {
        Verdict verdict = LandscapeWords.Flat(new Hill(height, new Spread(0.05, (height - 0.1, height + 0.1)), level), 0.5, "x² s⁻¹");
        Assert.Equal(Standing.Bad, verdict.Standing);
        Assert.StartsWith("No landscape: held-out likelihood is no better than free diffusion; ", verdict.Text, StringComparison.Ordinal);
        Assert.Contains(words, verdict.Text, StringComparison.Ordinal);
        Assert.Contains($"rises by {Number.WithError(height, 0.05)} x² s⁻¹ ({Number.WithError(height / 0.5, 0.1)} kT)", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_model_against_the_next_best_and_none()
    {
        ModelChoice choice = new([Candidate("flat", 1, 0.5), Candidate("radial 2", 9, 0.2), Candidate("network 8", 90, 0.3)], 1, IsFlat: false);
        Verdict verdict = LandscapeWords.Model(choice);
        Assert.Equal(Standing.Good, verdict.Standing);
        Assert.StartsWith("A bowl with 2 wells or hills (9 numbers) was chosen among 3 classes: the next best, a network (8), has a loss ", verdict.Text, StringComparison.Ordinal);
        Assert.Contains("; no landscape at all has a loss ", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_model_where_none_does_as_well()
    {
        ModelChoice choice = new([Candidate("flat", 1, 0.2), Candidate("radial 0", 5, 0.2), Candidate("radial 1", 9, 0.2)], 1, IsFlat: true);
        Verdict verdict = LandscapeWords.Model(choice);
        Assert.Equal(Standing.Warn, verdict.Standing);
        Assert.Contains("does no better on what was left out within a standard error", verdict.Text, StringComparison.Ordinal);
        Assert.Contains("no landscape at all does as well", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_places_that_few_resamples_show()
    {
        Verdict uncertain = LandscapeWords.Support([("minimum A", 1), ("minimum B", 0.4), ("saddle A–B", 0.3)], 10);
        Assert.Equal(Standing.Warn, uncertain.Standing);
        Assert.Equal("Minimum B (in 4 of 10) and saddle A–B (in 3 of 10) were found in fewer than half of the landscapes fitted to resampled tracks: uncertain.", uncertain.Text);
        Verdict firm = LandscapeWords.Support([("minimum A", 1), ("minimum B", 0.9)], 10);
        Assert.Equal(Standing.Good, firm.Standing);
        Assert.Contains("at least 9 of 10", firm.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.01, 0, 3, Standing.Good, "off by 1 %")]
    [InlineData(0.1, 0, 3, Standing.Warn, "off by 10 %")]
    [InlineData(0.4, 0, 1, Standing.Bad, "1 roll-out of 2 s on the tracks kept aside is off by 40 %")]
    [InlineData(double.NaN, 0.05, 0, Standing.Good, "explains 5 % of the frame-to-frame change")]
    [InlineData(double.NaN, 0.0002, 0, Standing.Warn, "0.02 % of the frame-to-frame change of the tracks kept aside: next to nothing")]
    [InlineData(double.NaN, -0.001, 0, Standing.Bad, "no better than standing still")]
    public void Of_the_prediction(double error, double skill, int rollOuts, Standing standing, string words)
    {
        Verdict verdict = LearnVerdicts.Prediction(new HeldOutScore(0.1, skill, rollOuts > 0 ? 2 : 0, error, rollOuts, [], []), isNoisy: rollOuts == 0)!;
        Assert.Equal(standing, verdict.Standing);
        Assert.Contains(words, verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_temperature_whose_steps_could_not_be_tested()
    {
        Verdict verdict = LearnVerdicts.Temperature(1.01, 0.02, "x² s⁻¹", 0.9, null);
        Assert.Equal(Standing.Warn, verdict.Standing);
        Assert.Equal("T = 1.010 ± 0.020 x² s⁻¹, from changes of one frame. Whether steps are independent could not be tested. Frame interval times largest curvature is 0.9; relaxation within a frame is corrected to second order only, so treat forces at the steepest places with care.", verdict.Text);
    }

    [Fact]
    public void Small_words_count_and_list()
    {
        Assert.Equal(["1 state", "2 states", "48,000 frames", "3 stretches"], [Words.Count(1, "state"), Words.Count(2, "state"), Words.Count(48_000, "frame"), Words.Count(3, "stretch")]);
        Assert.Equal(["a", "a, b and c", "a, b, c and d", "a, b, c and 2 more"], [Words.Joined(["a"]), Words.Joined(["a", "b", "c"]), Words.List(["a", "b", "a", "c", "d"]), Words.List(["a", "b", "c", "d", "e"])]);
        Assert.Equal(["A", "Z", "A1"], [Words.Letter(0), Words.Letter(25), Words.Letter(26)]);
    }

    private static Candidate Candidate(string name, int parameters, double loss) =>
        new(name, parameters, [loss - 0.01, loss + (0.001 * parameters), loss - (0.0008 * parameters)], [1, 1, 1]);
}
