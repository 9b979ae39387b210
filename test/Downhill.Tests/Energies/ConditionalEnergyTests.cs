using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;
using static Downhill.Compute.Maths;

namespace Downhill.Tests.Energies;

/// <summary>E(x, y) = ½ (x − sin y)² from tracks of x while y changes; the columns of a track are y, x.</summary>
public sealed class ConditionalEnergyTests
{
    private const double Eta = 0.3;

    private static readonly int[] OnlyX = [1];

    private static readonly double[] Weight = [1], BothWeights = [1, 1];

    [Fact]
    public void Its_gradient_is_that_of_the_whole_at_the_coordinates_that_move()
    {
        Mlp inner = new(4, [6], new Rng(3));
        ConditionalEnergy energy = new(inner, [3, 0]);
        Assert.Equal([1, 2], energy.Given);
        double[] whole = inner.GradientAt(0.1, 0.7, -0.4, 1.2);
        Assert.Equal([whole[3], whole[0]], energy.Holding(0.7, -0.4).GradientAt(1.2, 0.1));
        Assert.Equal(inner.At(0.1, 0.7, -0.4, 1.2), energy.Holding(0.7, -0.4).At(1.2, 0.1));

        // All coordinates may move, in another order.
        Assert.Equal(inner.At(0.1, 0.7, -0.4, 1.2), new ConditionalEnergy(inner, [3, 2, 1, 0]).At(1.2, -0.4, 0.7, 0.1));
    }

    [Fact]
    public void A_stepper_moves_each_row_in_the_landscape_of_its_own_condition()
    {
        // E = ½ (x − y)²: a step of η goes from x to x − η (x − y).
        ConditionalEnergy energy = new(new Quadratic([1, -1, -1, 1]), [0]);
        Node x = Node.Point(1);
        Computation<double> step = Computation.Compile<double>(1, new GradientDescent { StepSize = 0.25 }.Step(energy.Of, [x], 0));
        step.Set("step_size", 0.25);
        step.Set("x", [1, 1, 2]);
        step.Set("given", [0, 4, -1]);
        step.Run();
        Assert.Equal([0.75, 1.75, 1.25], step[0].ToArray());
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 0, 0 })]
    [InlineData(new[] { 2 })]
    [InlineData(new[] { -1 })]
    public void What_moves_must_be_coordinates(int[] moving) => Assert.Throws<ArgumentException>(() => new ConditionalEnergy(Quadratic.Isotropic(2), moving));

    [Fact]
    public void Too_few_held_numbers_are_refused() => Assert.Throws<ArgumentException>(() => new ConditionalEnergy(Quadratic.Isotropic(3), [0]).Holding(1));

    // The family holds the truth, and the tracks are its own descent steps, so that what is found is the truth to the search's tolerance.
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void The_family_of_the_truth_is_recovered_from_tracks_with_a_changing_condition(int matched, bool isMasked)
    {
        Linear family = new([2, 0.3, -0.2, 0.5, 0.7]);
        (Energy energy, TrajectoryMatching objective, Windows windows) = isMasked
            ? (family, new TrajectoryMatching { StepSize = Eta, Matched = matched, Weights = BothWeights, Moving = OnlyX, Driven = true }, new Windows(Tracks(1), matched, 1))
            : ((Energy)new ConditionalEnergy(family, OnlyX), new TrajectoryMatching { StepSize = Eta, Weights = Weight }, new Windows(Tracks(1), matched, 1) { Given = [0] });
        double[] found = Fitted(energy, objective, windows);
        double[] truth = [1, 1, 0, 0];
        for (int i = 0; i < truth.Length; i++)
        {
            Assert.Equal(truth[i], found[i], 1e-6);
        }

        // The last number multiplies g(y) = cos y, which moves nothing: it gets no gradient and stays where it was.
        Assert.Equal(0.7, found[4]);
        double[] apart = [.. new[] { -2.0, 0.5, 3 }.Select(x => Learned(x) - (Math.Pow(x - Math.Sin(0.8), 2) / 2))];
        Assert.Equal(apart[0], apart[1], 1e-5);
        Assert.Equal(apart[0], apart[2], 1e-5);

        double Learned(double x) => new Linear(found).At(0.8, x);
    }

    [Fact]
    public void A_condition_that_stays_over_a_window_is_held_over_its_steps()
    {
        double[] found = Fitted(new ConditionalEnergy(new Linear([2, 0.3, -0.2, 0.5, 0.7]), OnlyX), new TrajectoryMatching { StepSize = Eta, Matched = 3, Weights = Weight }, new Windows(Tracks(40), 3, 1) { Given = [0] });
        Assert.Equal(1, found[0], 1e-6);
        Assert.Equal(1, found[1], 1e-6);
    }

    // A network has no exact fit: 0.75 % are measured.
    [Fact]
    public void A_network_recovers_the_gradient_in_what_moves()
    {
        ConditionalEnergy energy = new(new Mlp(2, [24], new Rng(5)) { Activation = Activation.Tanh, Radius = [1.5, 1] }, OnlyX);
        FullBatch batch = new(energy, new TrajectoryMatching { StepSize = Eta, Weights = [1 / (Eta * Eta)] }, new Windows(Tracks(1), 1, 1) { Given = [0] }, 1);
        ConditionalEnergy learned = (ConditionalEnergy)batch.EnergyAt(new Lbfgs { Steps = 400 }.Minimise(batch.Start, batch.At).Last().Point);
        double error = 0, size = 0;
        foreach (double y in new[] { -1.5, -0.7, 0, 0.4, 1.3 })
        {
            foreach (double x in new[] { -0.8, -0.3, 0.2, 0.7 })
            {
                double truth = x - Math.Sin(y);
                error += Math.Pow(learned.Holding(y).GradientAt(x)[0] - truth, 2);
                size += truth * truth;
            }
        }

        Assert.InRange(Math.Sqrt(error / size), 0, 0.02);
    }

    [Fact]
    public void Windows_part_a_state_into_what_is_matched_and_what_is_given()
    {
        Windows windows = new([new Trajectory("", [0, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9], ["a", "b", "c"])], 1, 1) { Given = [1] };
        double[] start = new double[2], targets = new double[2];
        windows.Copy(1, start, targets);
        Assert.Equal(2, windows.StateLength);
        Assert.Equal([4, 6], start);
        Assert.Equal([7, 9], targets);
        Assert.Equal([5, 2], windows.GivenOf<double>([1, 0]));
    }

    [Fact]
    public void The_trainer_gives_each_window_its_condition()
    {
        Windows windows = new(Tracks(1), 1, 1) { Given = [0] };
        Trainer<double> trainer = new(new ConditionalEnergy(new Linear([2, 0.3, -0.2, 0.5, 0.7]), OnlyX), new TrajectoryMatching { StepSize = Eta, Weights = Weight }, windows, windows, new Schedule { Steps = 1500, StepSize = 0.05, Patience = 1000 }, new Rng(1), 1);
        _ = trainer.Run().Count();
        Assert.Equal(1, trainer.Energy.Parameters[0].Values[0], 1e-3);
        Assert.Equal(1, trainer.Energy.Parameters[0].Values[1], 1e-3);
    }

    private static double[] Fitted(Energy energy, Objective objective, Windows windows)
    {
        FullBatch batch = new(energy, objective, windows, 1);
        Iterate last = new Lbfgs { Steps = 300, Tolerance = 0 }.Minimise(batch.Start, batch.At).Last();
        return batch.EnergyAt(last.Point).Parameters[0].Values;
    }

    /// <summary>Descent steps of η down ½ (x − sin y)², y drawn anew every so many frames.</summary>
    private static Trajectory[] Tracks(int hold) => [.. Enumerable.Range(0, 8).Select(track =>
    {
        const int Frames = 30;
        Rng rng = new Rng(41).Fork(track);
        double x = rng.Normal(0);
        List<double> values = [];
        for (int frame = 0; frame < Frames; frame++)
        {
            double y = 1.5 * rng.Normal(1 + (frame / hold));
            values.AddRange([y, x]);
            x -= Eta * (x - Math.Sin(y));
        }

        return new Trajectory($"{track}", [.. Enumerable.Range(0, Frames).Select(frame => Eta * frame)], [.. values], ["y", "x"]);
    })];

    /// <summary>E(y, x) = ½ k x² − x (a sin y + b cos y + c y) + g cos y.</summary>
    private sealed record Linear(double[] Values) : Energy
    {
        public override int Dimension => 2;

        public override IReadOnlyList<Parameter> Parameters => [new("linear", 1, 5, Values)];

        public override Node Of(Node x)
        {
            Node y = Slice(x, 0, 1), at = Slice(x, 1, 1);
            return Dot(Join(at * at / 2, -at * Sin(y), -at * Cos(y), -at * y, Cos(y)), Parameters[0].Node);
        }

        public override Energy With(IReadOnlyList<Parameter> parameters) => new Linear(parameters[0].Values);
    }
}
