using Downhill.Compute;
using Downhill.Energies;
using static Downhill.Compute.Maths;

namespace Downhill.Experiments.StepFunctions;

/// <summary>A rule x → x′ with parameters; center, radius and step are inputs of its graph (<see cref="Scaling"/>), so one plan serves every data set.</summary>
internal abstract record StepFunction(IReadOnlyList<Parameter> Parameters)
{
    /// <summary>x′ of x, shape [1, d] per row.</summary>
    internal abstract Node Next(Node x);

    /// <summary>Whether the change is known apart from the point, so that it can be made longer or shorter.</summary>
    internal abstract bool HasChange { get; }
}

/// <summary>x′ = c + ρ N(z): the next point itself.</summary>
internal sealed record PlainStep(Network Network) : StepFunction(Network.Parameters)
{
    internal override bool HasChange => false;

    internal override Node Next(Node x) => Scaling.CenterNode(x.Shape.Width) + (Scaling.RadiusNode * Network.Of(Scaling.Inward(x)));
}

/// <summary>x′ = x + s N(z): the change.</summary>
internal sealed record ResidualStep(Network Network) : StepFunction(Network.Parameters)
{
    internal override bool HasChange => true;

    internal override Node Next(Node x) => x + (Scaling.StepNode * Network.Of(Scaling.Inward(x)));
}

/// <summary>x′ = x − s ∂Ê/∂z: a step down the energy E(x) = (s ρ / η) Ê(z).</summary>
internal sealed record EnergyStep(Energy Energy) : StepFunction(Energy.Parameters)
{
    internal override bool HasChange => true;

    internal override Node Next(Node x)
    {
        Node z = Scaling.Inward(x);
        return x - (Scaling.StepNode * Derivative.Gradient(Energy.Of(z), z));
    }

    /// <summary>E(x) itself, to be summed, sampled or descended with other steps.</summary>
    /// <param name="theta">The parameters.</param>
    /// <param name="scaling">The scaling that it was learned with.</param>
    /// <param name="stepSize">η.</param>
    /// <param name="name">What its parameters are called; unique in a sum.</param>
    internal Energy Landscape(double[] theta, Scaling scaling, double stepSize, string name)
    {
        Mlp mlp = (Mlp)Energy;
        Mlp scaled = new(mlp.Dimension, mlp.Widths, new Rng(0), name)
        {
            Center = scaling.Center,
            Radius = [.. scaling.Center.Select(_ => scaling.Radius)],
            Scale = scaling.Step * scaling.Radius / stepSize,
        };
        return scaled.With(Theta.Cut(scaled.Parameters, theta));
    }
}

/// <summary>xᵢ′ = xᵢ − s ∂Êᵢ/∂zᵢ: each coordinate descends an energy of its own; together they can move in any way.</summary>
internal sealed record GameStep(IReadOnlyList<Energy> Energies) : StepFunction([.. Energies.SelectMany(energy => energy.Parameters)])
{
    internal override bool HasChange => true;

    internal override Node Next(Node x)
    {
        Node z = Scaling.Inward(x);
        return x - (Scaling.StepNode * Join([.. Energies.Select((energy, i) => Slice(Derivative.Gradient(energy.Of(z), z), i, 1))]));
    }
}

/// <summary>Parameters one behind the other, and cut up again.</summary>
internal static class Theta
{
    internal static double[] Of(IEnumerable<Parameter> parameters) => [.. parameters.SelectMany(parameter => parameter.Values)];

    internal static Parameter[] Cut(IReadOnlyList<Parameter> parameters, double[] theta)
    {
        Parameter[] cut = new Parameter[parameters.Count];
        for (int p = 0, at = 0; p < cut.Length; at += parameters[p].Values.Length, p++)
        {
            cut[p] = parameters[p] with { Values = theta[at..(at + parameters[p].Values.Length)] };
        }

        return cut;
    }

    internal static void Set(Computation<double> computation, IReadOnlyList<Parameter> parameters, ReadOnlySpan<double> theta)
    {
        int at = 0;
        foreach (Parameter parameter in parameters)
        {
            computation.Set(parameter.Name, theta.Slice(at, parameter.Values.Length));
            at += parameter.Values.Length;
        }
    }
}
