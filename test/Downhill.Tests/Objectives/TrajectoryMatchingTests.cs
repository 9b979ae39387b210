using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;

namespace Downhill.Tests.Objectives;

public sealed class TrajectoryMatchingTests
{
    private const int Rows = 9;

    [Theory]
    [InlineData(Motion.Overdamped, 1, 1)]
    [InlineData(Motion.Overdamped, 4, 2)]
    [InlineData(Motion.Inertial, 1, 1)]
    [InlineData(Motion.Inertial, 5, 2)]
    public void Its_gradient_is_that_of_differences(Motion motion, int matched, int inner)
    {
        Mlp energy = new(2, [6, 5], new Rng(8));
        TrajectoryMatching objective = Objective(motion, matched, inner, LoopStorage.Everything);
        Parameter[] parameters = [.. energy.Parameters, .. objective.Parameters];
        Computation<double> computation = Gradient(energy, objective, parameters);
        double[][] gradients = Run(computation, parameters, p => p.Values);
        for (int p = 0; p < parameters.Length; p++)
        {
            int place = p % parameters[p].Values.Length;
            double Loss(double shift) => Run(computation, parameters, q => q.Name == parameters[p].Name ? Shifted(q.Values, place, shift) : q.Values)[0][0];

            // Central differences at h and 2h, extrapolated: the error is O(h⁴) + ε/h, about 1e-10 here.
            const double H = 1e-3;
            double near = (Loss(H) - Loss(-H)) / (2 * H), far = (Loss(2 * H) - Loss(-2 * H)) / (4 * H);
            Assert.Equal(((4 * near) - far) / 3, gradients[p + 1][place], 1e-8 * (1 + Math.Abs(near)));
        }
    }

    [Fact]
    public void Checkpoints_give_the_same_bits_as_states()
    {
        Mlp energy = new(2, [6, 5], new Rng(8));
        double[][][] both = [.. new[] { LoopStorage.States, LoopStorage.Checkpoints }.Select(storage =>
        {
            TrajectoryMatching objective = Objective(Motion.Inertial, 11, 2, storage);
            Parameter[] parameters = [.. energy.Parameters, .. objective.Parameters];
            return Run(Gradient(energy, objective, parameters), parameters, p => p.Values);
        })];
        Assert.Equal(both[0], both[1]);
    }

    // With E = a x²/2, x′ = q x, q = 1 − ηa. Cut at every state, xₜ counts as q x₍ₜ₋₁₎ with x₍ₜ₋₁₎ held still: dxₜ/da = −η x₍ₜ₋₁₎ instead of −η t x₍ₜ₋₁₎.
    // Cut at every two from the last of five, x₁ | x₂ x₃ | x₄ x₅, it is −η x₍ₜ₋₁₎ times 1, 1, 2, 1, 2.
    [Theory]
    [InlineData(0, new[] { 1, 2, 3, 4, 5 })]
    [InlineData(1, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(2, new[] { 1, 1, 2, 1, 2 })]
    [InlineData(5, new[] { 1, 2, 3, 4, 5 })]
    public void The_adjoint_is_carried_over_so_many_states(int carried, int[] counts)
    {
        const double A = 2, Eta = 0.1, Start = 1.5, Target = 0.25;
        Quadratic energy = new([A]) { Learned = true };
        TrajectoryMatching objective = new() { StepSize = Eta, Matched = 5, Weights = [1], Carried = carried };
        Node loss = objective.Loss(energy);
        Computation<double> computation = Computation.Compile<double>(1, loss, Derivative.Gradient(loss, energy.Parameters[0].Node));
        Set(computation, objective.Settings, p => p.Values);
        Set(computation, energy.Parameters, p => p.Values);
        computation.Set("start", [Start]);
        computation.Set("targets", [Target, Target, Target, Target, Target]);
        computation.Run();
        double x = Start, value = 0, slope = 0;
        foreach (int count in counts)
        {
            double next = (1 - (Eta * A)) * x;
            value += Math.Pow(next - Target, 2) / 5;
            slope += 2 * (next - Target) * -Eta * count * x / 5;
            x = next;
        }

        Assert.Equal(value, computation[0][0], 1e-14);
        Assert.Equal(slope, computation[1][0], 1e-14);
    }

    [Fact]
    public void Keeping_and_recomputing_give_the_same_gradient()
    {
        Mlp energy = new(2, [6, 5], new Rng(8));
        double[][][] both = [.. new[] { LoopStorage.States, LoopStorage.Everything }.Select(storage =>
        {
            TrajectoryMatching objective = Objective(Motion.Inertial, 5, 1, storage);
            Parameter[] parameters = [.. energy.Parameters, .. objective.Parameters];
            return Run(Gradient(energy, objective, parameters), parameters, p => p.Values);
        })];
        for (int o = 0; o < both[0].Length; o++)
        {
            for (int i = 0; i < both[0][o].Length; i++)
            {
                Assert.Equal(both[0][o][i], both[1][o][i], 1e-12 * (1 + Math.Abs(both[0][o][i])));
            }
        }
    }

    [Fact]
    public void One_step_on_a_quadratic_is_the_formula()
    {
        // x′ = x − η A x; the loss is |x′ − X|² summed over rows.
        Quadratic energy = new([2, 0.5, 0.5, 1]);
        TrajectoryMatching objective = new() { StepSize = 0.1, Weights = [1, 1] };
        Computation<double> computation = Computation.Interpret<double>(objective.Loss(energy));
        Set(computation, objective.Settings, p => p.Values);
        computation.Set("start", [1, -1]);
        computation.Set("targets", [0.5, 0.25]);
        computation.Run();
        double x = 1 - (0.1 * (2 - 0.5)), y = -1 - (0.1 * (0.5 - 1));
        Assert.Equal(Math.Pow(x - 0.5, 2) + Math.Pow(y - 0.25, 2), computation[0][0], 1e-14);
    }

    private static TrajectoryMatching Objective(Motion motion, int matched, int inner, LoopStorage storage) => new()
    {
        Motion = motion,
        Matched = matched,
        InnerSteps = inner,
        StepSize = 0.07,
        Weights = motion == Motion.Inertial ? [1, 2, 0.5, 0.3] : [1, 2],
        Friction = 0.4,
        Storage = storage,
    };

    private static Computation<double> Gradient(Energy energy, TrajectoryMatching objective, Parameter[] parameters)
    {
        Node loss = Maths.SumRows(objective.Loss(energy));
        Computation<double> computation = Computation.Compile<double>(2, [loss, .. Derivative.Gradient(loss, [.. parameters.Select(p => p.Node)])]);
        Set(computation, objective.Settings, p => p.Values);
        int state = objective.Weights.Count;
        double[] start = new double[Rows * state], targets = new double[Rows * state * objective.Matched];
        new Rng(12).Normal(start);
        new Rng(13).Normal(targets);
        computation.Set("start", start);
        computation.Set("targets", targets);
        return computation;
    }

    private static double[][] Run(Computation<double> computation, Parameter[] parameters, Func<Parameter, double[]> values)
    {
        Set(computation, parameters, values);
        computation.Run();
        return [.. Enumerable.Range(0, parameters.Length + 1).Select(i => computation[i].ToArray())];
    }

    private static void Set(Computation<double> computation, IEnumerable<Parameter> parameters, Func<Parameter, double[]> values)
    {
        foreach (Parameter parameter in parameters)
        {
            computation.Set(parameter.Name, values(parameter));
        }
    }

    private static double[] Shifted(double[] values, int place, double shift) => [.. values.Select((v, i) => i == place ? v + shift : v)];
}
