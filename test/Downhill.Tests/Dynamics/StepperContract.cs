using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

/// <summary>What every <see cref="Stepper"/> promises. A new stepper is tested the day it is written.</summary>
public sealed class StepperContract
{
    private static readonly Rng Seed = new(20260101);

    public static TheoryData<Stepper> All =>
    [
        .. typeof(Stepper).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(Stepper)) && !type.IsAbstract)
            .Select(type => (Stepper)Activator.CreateInstance(type)!),
        new GradientDescent { Halvings = 5, StepSize = 0.5 },
        new Inertial { Friction = 2 },
        new ExponentiatedGradient { IsNormalised = false },
        new MirrorDescent { Map = MirrorMap.PNorm(1.5) },
        new Newton { IsSaddleFree = true, Damping = 0.1, StepSize = 0.3 },
    ];

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Same_stream_gives_the_same_bits(Stepper stepper) => Assert.Equal(Run(stepper, 100, 10, 1), Run(stepper, 100, 10, 1));

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void It_does_not_matter_how_many_steps_are_made_in_a_call(Stepper stepper) => Assert.Equal(Run(stepper, 100, 12, 1), Run(stepper, 100, 3, 4));

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_point_moves_the_same_way_in_any_company(Stepper stepper)
    {
        double[][] many = Run(stepper, 1000, 10, 1), few = Run(stepper, 3, 10, 1);
        Assert.All(many.Zip(few), parts => Assert.Equal(parts.Second, parts.First[..parts.Second.Length]));
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Does_not_touch_the_points_it_is_given(Stepper stepper)
    {
        Chain chain = Start(stepper, 10);
        double[] points = Points(100);
        double[][] state = chain.AtRest(points);
        double[][] copy = [.. state.Select(part => part.ToArray())];
        double[][] next = chain.Advance(state);
        Assert.Equal(Points(100), points);
        Assert.Equal(copy, state);
        Assert.NotEqual(copy[0], next[0]);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_state_of_the_wrong_shape_is_refused(Stepper stepper)
    {
        Chain chain = Start(stepper, 2);
        double[][] state = chain.AtRest(Points(4));
        Assert.Throws<ArgumentException>(() => chain.AtRest(new double[7]));
        Assert.Throws<ArgumentException>(() => chain.AtRest([]));
        Assert.Throws<ArgumentException>(() => chain.Advance([]));
        Assert.Throws<ArgumentException>(() => chain.Advance([.. state, Points(4)]));
        Assert.Throws<ArgumentException>(() => chain.Advance([.. state[..^1], new double[7]]));
        if (state.Length > 1)
        {
            Assert.Throws<ArgumentException>(() => chain.Advance([.. state[..^1], new double[state[^1].Length + (state[^1].Length / 4)]]));
        }
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void At_rest_the_point_comes_first_and_a_step_keeps_the_shape(Stepper stepper)
    {
        ArgumentNullException.ThrowIfNull(stepper);
        Node x = Node.Point(2);
        Node[] rest = stepper.AtRest(x), next = stepper.Step(new MuellerBrown().Of, rest, 0);
        Assert.Equal(rest.Select(part => part.Shape), next.Select(part => part.Shape));
        Assert.Equal(Points(9), Start(stepper, 1).AtRest(Points(9))[0]);
    }

    [Theory, MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void A_step_can_be_differentiated_in_the_point(Stepper stepper)
    {
        // The derivative of the sum of x′ is that of differences, so long as the noise is the same.
        ArgumentNullException.ThrowIfNull(stepper);
        Energy energy = new DoubleWell(2);
        Node x = Node.Point(2), total = Maths.Sum(stepper.Step(energy.Of, stepper.AtRest(x), 3)[0]);
        Computation<double> computation = Computation.Compile<double>(total, Derivative.Gradient(total, x));
        computation.Seed(Seed);
        foreach (Setting setting in stepper.Settings)
        {
            computation.Set(setting.Name, setting.Value);
        }

        double slope = (Total(0.3 + 1e-5) - Total(0.3 - 1e-5)) / 2e-5;
        Total(0.3);
        Assert.Equal(slope, computation[1][0], 1e-8);

        double Total(double first)
        {
            computation.Set("x", [first, -0.7]);
            computation.Run();
            return computation[0][0];
        }
    }

    private static Chain Start(Stepper stepper, int steps) => new(new DoubleWell(2), stepper, steps, Seed);

    private static double[][] Run(Stepper stepper, int points, int steps, int calls)
    {
        Chain chain = Start(stepper, steps);
        double[][] state = chain.AtRest(Points(points));
        for (int call = 0; call < calls; call++)
        {
            state = chain.Advance(state);
        }

        return state;
    }

    private static double[] Points(int count)
    {
        double[] points = new double[2 * count];
        Seed.Fork(7).Normal(points);
        return points;
    }
}
