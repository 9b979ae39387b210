using Downhill.Compute;
using Downhill.Control;
using Downhill.Experiments;
using Downhill.Experiments.Imitating;

namespace Downhill.Hosts.Tests.Studies;

/// <summary>The worlds that imitators are studied in, and that what is found does not depend on threads.</summary>
public sealed class ImitationStudyTests
{
    [Theory]
    [InlineData(true, 40, false)]
    [InlineData(false, 2, true)]
    public void At_the_crossing_one_goes_on_to_the_limit_or_ends_after_two_steps(bool goesOn, int steps, bool isTerminated)
    {
        Rollout episode = Trials.Episodes(new Crossing(goesOn ? 1 : -1), Crossing.Right(goesOn), 1, new Rng(1)).Single();
        Assert.Equal((steps, isTerminated, goesOn ? steps : -steps), (episode.Actions.Length / 2, episode.IsTerminated, episode.Return));
    }

    [Fact]
    public void A_leaking_pole_leaks_at_the_end_and_only_there()
    {
        LeakingPole pole = new(1);
        Assert.All(Trials.Episodes(pole, Trials.AtRandom(pole), 20, new Rng(2)), episode =>
        {
            float[] leaks = [.. episode.Observations.Where((_, at) => at % 5 == 4)];
            Assert.Equal([.. Enumerable.Repeat(0f, leaks.Length - 1), 1f], leaks);
        });
    }

    [Fact]
    public void Of_the_true_reward_the_correlation_is_one_in_any_unit()
    {
        double[] truth = MazeLesson.True(new PointMaze());
        Assert.Equal(1, With([.. truth.Select(reward => (10 * reward) + 3)]).Correlation, 1e-12);
        Assert.Equal(-1, With([.. truth.Select(reward => -reward)]).Correlation, 1e-12);

        static MazeLesson With(double[] learned) => new() { Shares = [], Expert = 0, ExpertAtRandom = 0, Learned = learned, Ways = [] };
    }

    [Fact]
    public void What_is_found_does_not_depend_on_threads()
    {
        Assert.Equal(Measured(1), Measured(3));

        static double[] Measured(int threads)
        {
            ExperimentContext context = new() { Size = ExperimentSize.Smoke, Threads = threads };
            return [.. new SurvivalBias().At(ExperimentSize.Smoke).Run(context).OfType<Claimed>().Select(claimed => claimed.Claim.Measured)];
        }
    }
}
