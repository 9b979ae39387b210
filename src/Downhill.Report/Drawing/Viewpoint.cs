namespace Downhill.Report;

/// <summary>From where a landscape is seen: far away, so that parallels stay parallel.</summary>
/// <param name="X">The first and the last x of the ground.</param>
/// <param name="Y">The first and the last y of the ground.</param>
/// <param name="Turn">By how much the ground is turned, in degrees.</param>
/// <param name="Elevation">The angle of sight to the ground, in degrees.</param>
internal readonly record struct Viewpoint(Bounds X, Bounds Y, double Turn, double Elevation)
{
    /// <summary>The longer side of the ground, the unit of what is seen.</summary>
    internal double Side => Math.Max(Math.Max(X.Span, Y.Span), double.Epsilon);

    /// <summary>Whether the least x is on the far side.</summary>
    internal bool IsFarAtLeastX => Turned(1, 0).Away <= 0;

    /// <summary>Whether the least y is on the far side.</summary>
    internal bool IsFarAtLeastY => Turned(0, 1).Away < 0;

    /// <summary>A direction along the ground, as to the right and away from the eye.</summary>
    internal (double Right, double Away) Turned(double x, double y)
    {
        (double sin, double cos) = Math.SinCos(Turn * Math.PI / 180);
        return ((cos * x) + (sin * y), (cos * y) - (sin * x));
    }

    /// <summary>Where a direction along the ground goes on paper.</summary>
    internal (double Right, double Up) Of(double x, double y)
    {
        (double right, double away) = Turned(x, y);
        return (right, away * Math.Sin(Elevation * Math.PI / 180));
    }

    /// <summary>Where a place above the ground is on paper, from its middle.</summary>
    /// <param name="x">In the units of the ground.</param>
    /// <param name="y">In the units of the ground.</param>
    /// <param name="high">How high, in units of <see cref="Side"/>.</param>
    internal (double Right, double Up) Of(double x, double y, double high)
    {
        (double right, double up) = Of((x - X.Middle) / Side, (y - Y.Middle) / Side);
        return (right, up + (high * Math.Cos(Elevation * Math.PI / 180)));
    }
}
