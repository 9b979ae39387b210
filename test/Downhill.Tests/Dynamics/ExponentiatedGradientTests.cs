using Downhill.Compute;
using Downhill.Dynamics;
using Downhill.Energies;

namespace Downhill.Tests.Dynamics;

public sealed class ExponentiatedGradientTests
{
    // With ½ k |x − c|² the gradient is k (x − c): a step written out by hand.
    [Fact]
    public void A_step_is_the_formula()
    {
        double[] x = [0.2, 0.5, 0.3], c = [1, -0.5, 0.25];
        const double Eta = 0.3, K = 2;
        double[] weight = [.. x.Select((value, i) => value * Math.Exp(-Eta * K * (value - c[i])))];
        Quadratic energy = new([K, 0, 0, 0, K, 0, 0, 0, K], c);
        Near([.. weight.Select(w => w / weight.Sum())], After(energy, new ExponentiatedGradient { StepSize = Eta }, 1, x));
        Near(weight, After(energy, new ExponentiatedGradient { StepSize = Eta, IsNormalised = false }, 1, x));
    }

    [Fact]
    public void Exponents_beyond_what_a_number_holds_still_give_a_distribution()
    {
        // η ∇E = ±10⁵: exp of it is 0 or infinite, but the lowest coordinate takes all.
        double[] end = After(new Quadratic([1, 0, 0, 0, 1, 0, 0, 0, 1], [1e5, -1e5, 0]), new ExponentiatedGradient { StepSize = 1 }, 3, [0.1, 0.6, 0.3]);
        Assert.Equal([1, 0, 0], end);
    }

    // The empty coordinate has by far the steepest way down; without it the others must come out as if it were not there.
    [Fact]
    public void A_face_is_kept_and_its_derivative_is_finite()
    {
        Quadratic energy = new([1, 0, 0, 0, 1, 0, 0, 0, 1], [0.3, 1e4, 0.7]);
        ExponentiatedGradient stepper = new() { StepSize = 0.5 };
        double[] end = After(energy, stepper, 5, [0.4, 0, 0.6]), without = After(new Quadratic([1, 0, 0, 1], [0.3, 0.7]), stepper, 5, [0.4, 0.6]);
        Assert.Equal(0, end[1]);
        Near(without, [end[0], end[2]]);
        Node x = Node.Point(3), first = Maths.Slice(stepper.Step(energy.Of, [x], 0)[0], 0, 1);
        Computation<double> slope = Computation.Compile<double>(Derivative.Gradient(first, x));
        slope.Set("x", [0.4, 0, 0.6]);
        slope.Set("step_size", 0.5);
        slope.Run();
        Assert.All(slope[0].ToArray(), value => Assert.True(double.IsFinite(value)));
    }

    // With E = c · x: ∂x′ⱼ/∂c = −η x′ⱼ (eⱼ − x′), at the coordinate with the largest exponent too.
    [Fact]
    public void The_derivative_in_a_linear_energy_is_that_of_a_softmax()
    {
        Node x = Node.Point(3), c = Node.Point(3, "c");
        ExponentiatedGradient stepper = new() { StepSize = 0.5 };
        Node next = stepper.Step(point => Maths.Dot(c, point), [x], 0)[0];
        Computation<double> computation = Computation.Compile<double>(next, Derivative.Jacobian(next, c));
        computation.Set("x", [0.2, 0.5, 0.3]);
        computation.Set("c", [1, -2, 0.5]);
        computation.Set("step_size", 0.5);
        computation.Run();
        double[] after = computation[0].ToArray(), jacobian = computation[1].ToArray();
        for (int j = 0; j < 3; j++)
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(-0.5 * after[j] * ((i == j ? 1 : 0) - after[i]), jacobian[(3 * j) + i], 1e-14);
            }
        }
    }

    // x(t) = 1 / (1 + (1/x₀ − 1) e⁻ᵗ) solves x′ = −x (x − 1), the flow of E = ½ (x − 1)² in this geometry; steps err by η.
    [Fact]
    public void Small_steps_follow_the_logistic_curve()
    {
        double exact = 1 / (1 + (4 * Math.Exp(-2)));
        double[] errors = [.. new[] { 100, 200, 400 }.Select(steps =>
            Math.Abs(After(new Quadratic([1], [1]), new ExponentiatedGradient { StepSize = 2.0 / steps, IsNormalised = false }, steps, [0.2])[0] - exact))];
        Assert.Equal(2, errors[0] / errors[1], 0.05);
        Assert.Equal(2, errors[1] / errors[2], 0.03);
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExponentiatedGradient { StepSize = 0 });

    internal static double[] After(Energy energy, Stepper stepper, int steps, double[] x)
    {
        Chain chain = new(energy, stepper, steps, new Rng(0));
        return chain.Advance(chain.AtRest(x))[0];
    }

    internal static void Near(double[] expected, double[] found, double tolerance = 1e-13) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Max(1, Math.Abs(pair.First))));
}
