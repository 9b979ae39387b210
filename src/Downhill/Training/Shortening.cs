namespace Downhill.Training;

/// <summary>Shortens gradients that are far longer than usual, the median over the last hundred.</summary>
/// <param name="longest">The longest that is believed, in units of the median; 0: all are.</param>
internal sealed class Shortening(double longest)
{
    private const int Remembered = 100;
    private const int Fewest = 20;

    private readonly Queue<double> _lengths = [];

    /// <summary>How many were shortened.</summary>
    internal int Count { get; private set; }

    /// <summary>The factor for a gradient, all parameters together: 1, or what makes it as long as is allowed.</summary>
    internal double Factor(double[][] gradients)
    {
        double length = Math.Sqrt(gradients.Sum(gradient => gradient.Sum(g => g * g)));
        double most = longest > 0 && _lengths.Count >= Fewest ? longest * _lengths.Order().ElementAt(_lengths.Count / 2) : double.PositiveInfinity;
        _lengths.Enqueue(length);
        if (_lengths.Count > Remembered)
        {
            _lengths.Dequeue();
        }

        if (!(length > most) || most == 0)
        {
            return 1;
        }

        Count++;
        return most / length;
    }
}
