using Downhill.Compute;
using Downhill.Energies;
using Downhill.Objectives;
using Downhill.Training;

namespace Downhill.Tests.Energies;

public sealed class CorrectedEnergyTests
{
    // On E = λx²/2: E ± (η/4) λ²x² = λ (1 ± ηλ/2) x²/2.
    [Fact]
    public void On_a_bowl_it_changes_the_curvature()
    {
        Quadratic bowl = new([3]);
        Assert.Equal(3 * (1 + (0.2 * 3 / 2)) * 2, CorrectedEnergy.FlowOf(bowl, 0.2).GradientAt(2)[0], 1e-14);
        Assert.Equal(3 * (1 - (0.2 * 3 / 2)) * 2, CorrectedEnergy.DescentOf(bowl, 0.2).GradientAt(2)[0], 1e-14);
        Assert.Throws<ArgumentOutOfRangeException>(() => CorrectedEnergy.FlowOf(bowl, 0));
    }

    // The flow of ½ λ x² for a time η is x e^(−ηλ). One step learns λ̂ = (1 − e^(−ηλ)) / η = λ − ηλ²/2 + η²λ³/6 …; corrected, λ̂ + ηλ̂²/2 = λ − η²λ³/3 ….
    // Both orders and both constants are claimed; the next terms bend them by ηλ < 0.1.
    [Fact]
    public void What_one_step_learns_of_a_flow_is_off_by_the_step_and_corrected_by_its_square()
    {
        const double Lambda = 2;
        foreach (double eta in new[] { 0.04, 0.02 })
        {
            double plain = Learned(eta, Between.Descent, 1), corrected = CorrectedEnergy.FlowOf(new Quadratic([plain]), eta).GradientAt(1)[0];
            Assert.Equal((1 - Math.Exp(-eta * Lambda)) / eta, plain, 1e-8);
            Assert.Equal(-eta * Lambda * Lambda / 2, plain - Lambda, 0.1 * eta * Lambda * Lambda / 2);
            Assert.Equal(-eta * eta * Math.Pow(Lambda, 3) / 3, corrected - Lambda, 0.1 * eta * eta * Math.Pow(Lambda, 3) / 3);

            // The flow itself is right to η⁴ λ⁵ / 120 in one step, and a sixteenth of that in two.
            Assert.Equal(Lambda, Learned(eta, Between.Flow, 1), 1.2 * Math.Pow(eta, 4) * Math.Pow(Lambda, 5) / 120);
            Assert.Equal(Lambda, Learned(eta, Between.Flow, 2), 1.2 * Math.Pow(eta, 4) * Math.Pow(Lambda, 5) / 120 / 16);
        }

        static double Learned(double eta, Between between, int inner)
        {
            // The centre is learned too, and is where it was: two points tell them apart.
            double to = Math.Exp(-eta * Lambda);
            Trajectory[] tracks = [.. new[] { 1.0, -0.7 }.Select(x => new Trajectory("", [0, eta], [x, x * to], ["x"]))];
            TrajectoryMatching objective = new() { Between = between, InnerSteps = inner, StepSize = eta / inner, Weights = [1 / (eta * eta)] };
            FullBatch batch = new(new Quadratic([1]) { Learned = true }, objective, new Windows(tracks, 1, 1), 1);
            return batch.EnergyAt(new Lbfgs { Tolerance = 0 }.Minimise(batch.Start, batch.At).Last().Point).Parameters[0].Values[0];
        }
    }

    // Down x⁴/4 the flow is x₀ / √(1 + 2 x₀² t). Halving the step must divide the error by 16, and descent's by 2; at these steps the next term
    // still bends the order by a sixth.
    [Theory]
    [InlineData(Between.Flow, 4)]
    [InlineData(Between.Descent, 1)]
    public void The_order_of_what_joins_two_states_is_as_it_should_be(Between between, double order)
    {
        const double Start = 1.2, Time = 0.5;
        double exact = Start / Math.Sqrt(1 + (2 * Start * Start * Time));
        double coarse = Math.Abs(End(32) - exact), fine = Math.Abs(End(64) - exact);
        Assert.Equal(order, Math.Log2(coarse / fine), 0.2);

        double End(int steps)
        {
            TrajectoryMatching objective = new() { Between = between, InnerSteps = steps, StepSize = Time / steps, Weights = [1] };
            Computation<double> computation = Computation.Compile<double>(1, objective.RollOut(new Quartic()));
            computation.Set("inner_step", Time / steps);
            computation.Set("start", [Start]);
            computation.Run();
            return computation[0][0];
        }
    }

    private sealed record Quartic : Energy
    {
        public override int Dimension => 1;

        public override IReadOnlyList<Parameter> Parameters => [];

        public override Node Of(Node x) => Maths.Power(x, 4) / 4;

        public override Energy With(IReadOnlyList<Parameter> parameters) => this;
    }
}
