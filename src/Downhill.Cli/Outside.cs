namespace Downhill.Cli;

/// <summary>Warnings about points where the landscape was never seen.</summary>
internal static class Outside
{
    // Of points like those that were learned from, up to this many lie outside.
    private const double Usual = 0.02;

    /// <summary>Warns where more points lie outside the visited region than would of those that were learned from.</summary>
    internal static void Warn(Screen screen, string file, int? outside, int all, string what, string consequence)
    {
        if (outside > Usual * all)
        {
            screen.Warn($"{file}: {outside} of {all} {what} outside the region that was learned from, farther than a fifth of its width from every visited point; {consequence}");
        }
    }
}
