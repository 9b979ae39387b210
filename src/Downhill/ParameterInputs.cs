using Downhill.Compute;

namespace Downhill;

/// <summary>Gives computations the parameters of energies and objectives.</summary>
public static class ParameterInputs
{
    /// <summary>Sets every parameter to the values that it has.</summary>
    public static void Set(this Computation<double> computation, IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (Parameter parameter in parameters)
        {
            computation.Set(parameter.Name, parameter.Values);
        }
    }

    /// <summary>Sets every parameter to its part of θ, one behind the other.</summary>
    /// <param name="computation">The computation.</param>
    /// <param name="parameters">The parameters, in the order of θ.</param>
    /// <param name="theta">θ; what is left of it at its end is ignored.</param>
    /// <returns>How many numbers of θ they took.</returns>
    public static int Set(this Computation<double> computation, IEnumerable<Parameter> parameters, ReadOnlySpan<double> theta)
    {
        ArgumentNullException.ThrowIfNull(computation);
        ArgumentNullException.ThrowIfNull(parameters);
        int at = 0;
        foreach (Parameter parameter in parameters)
        {
            computation.Set(parameter.Name, theta.Slice(at, parameter.Values.Length));
            at += parameter.Values.Length;
        }

        return at;
    }
}
