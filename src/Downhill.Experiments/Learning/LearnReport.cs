using Downhill.Data;
using Downhill.Experiments.Runs;
using Downhill.Objectives;
using Downhill.Report;

namespace Downhill.Experiments.Learning;

/// <summary>The report of a learned landscape: verdicts in words first, then pictures, then every number.</summary>
internal static class LearnReport
{
    private const double GoodRollOut = 0.05, FairRollOut = 0.2, LargestStiffness = 0.7, MostlyDownhill = 0.95, PartlyDownhill = 0.7, TooWide = 0.5;

    internal static void Write(RunDirectory run, LearnResult result)
    {
        LearnFigures figures = new(result);
        Directory.CreateDirectory(run.Figures);
        foreach ((string name, Figure figure) in figures.All)
        {
            DurableFile.WriteText(Path.Combine(run.Figures, name + ".svg"), figure.ToSvg());
        }

        DurableFile.WriteText(run.Report, PageOf(result, figures).ToHtml());
    }

    private static Page PageOf(LearnResult result, LearnFigures figures) => new($"The landscape of {result.Source}")
    {
        Lead = Lead(result),
        Verdicts = [.. Verdicts(result, figures)],
        Sections =
        [
            new Section("The landscape") { Blocks = [new Drawing(figures.Landscape, LandscapeCaption(result)), .. Minima(result)] },
            .. Predictions(result, figures),
            new Section("How the windows were chosen") { Blocks = [.. Windows(result, figures)] },
            new Section("Learning") { Blocks = [new Drawing(figures.Learning, "The loss of the batches, and of the windows withheld from learning, against the steps of Adam; the best withheld loss is kept.")] },
            new Section("Every number") { Blocks = [.. Numbers(result)] },
        ],
        Footer = $"Seed {result.Settings.Seed}; model {result.Choice.Best.Name}. All numbers stand in summary.json, the model in model.safetensors and model.json.",
    };

    private static string Lead(LearnResult result)
    {
        long frames = result.Recorded.Sum(track => (long)track.Frames);
        int tracks = result.Recorded.Select(track => track.Name).Distinct().Count();
        string motion = result.Model.Motion == Motion.Inertial ? "x″ = −∇E(x) − γ x′" : "x′ = −∇E(x), with noise where there is any";
        return $"{Words.Count(tracks, "track")} of {string.Join(", ", result.Model.Columns)}, {frames:N0} frames at {Number.Format(result.Protocol.Interval)} s, "
            + $"explained as motion in a landscape E: {motion}. Kept aside to measure by: {Words.List(result.Split.HeldOut.Select(track => "track " + track.Name))}; {result.Split.Rule}.";
    }

    private static IEnumerable<Verdict> Verdicts(LearnResult result, LearnFigures figures)
    {
        HeldOutScore score = result.HeldOut;
        if (score.RollOuts > 0)
        {
            Standing standing = score.RollOutError <= GoodRollOut ? Standing.Good : score.RollOutError <= FairRollOut ? Standing.Warn : Standing.Bad;
            yield return new Verdict(standing, "Prediction", $"{score.RollOuts} roll-outs of {Number.Format(score.RollOutSeconds)} s on the tracks kept aside are off by {100 * score.RollOutError:F1} % of the peak-to-peak motion (root mean square).");
        }
        else if (result.Protocol.IsNoisy)
        {
            yield return new Verdict(score.Skill > 0 ? Standing.Good : Standing.Bad, "Prediction", score.Skill > 0
                ? $"The landscape explains {100 * score.Skill:F1} % of the frame-to-frame change of the tracks kept aside; the rest is noise."
                : "The landscape predicts the tracks kept aside no better than standing still: no force shows above the noise.");
        }

        yield return Downhill(result.Share);
        if (result.Friction is { } friction)
        {
            yield return double.IsFinite(friction.Interval.Low)
                ? new Verdict(friction.Interval.Low > 0 ? Standing.Good : Standing.Warn, "Friction", $"γ = {Number.Format(friction.Value, friction.StandardError)} s⁻¹, between {Number.Format(friction.Interval.Low, friction.StandardError)} and {Number.Format(friction.Interval.High, friction.StandardError)} with 95 % confidence, from how much the tracks differ.")
                : new Verdict(Standing.Warn, "Friction", $"γ = {Number.Format(friction.Value)} s⁻¹; with a single track there is no interval.");
        }

        if (result.Estimate is { VelocityLag: { } lag, PretendedFriction: { } pretended, Window: > 0 })
        {
            yield return new Verdict(Standing.Warn, "Recorded velocity", $"It lags the position by {1000 * lag:F2} ms, which would make the friction come out {Number.Format(Math.Abs(pretended), 2)} s⁻¹ too {(pretended > 0 ? "low" : "high")}; velocities fitted to the positions were used instead.");
        }

        if (result.Model.Temperature is { } temperature)
        {
            double stiff = figures.LargestCurvature * result.Protocol.Interval;
            bool isPlain = double.IsNaN(result.Share.Value);
            yield return new Verdict(stiff > LargestStiffness || isPlain ? Standing.Warn : Standing.Good, "Temperature", $"T = {Number.WithError(temperature, result.TemperatureError!.Value)}, from changes of one frame{(isPlain ? "; where steps are correlated or positions carry noise, longer lags would give another value, which is not tested here" : "")}. Frame interval times largest curvature is {stiff:F2}; "
                + (stiff > LargestStiffness ? "relaxation within a frame is corrected to second order only, so treat forces at the steepest places with care." : "relaxation within a frame is corrected for."));
        }

        foreach (string warning in result.Warnings)
        {
            yield return new Verdict(Standing.Warn, "Note", warning);
        }
    }

    private static Verdict Downhill(DownhillShare share)
    {
        if (double.IsNaN(share.Value))
        {
            return new Verdict(Standing.Bad, "Downhill", "Even an unconstrained step function predicts next to nothing here, so nothing can be said of a landscape: take its hills below for noise.");
        }

        string interval = $"(95 % interval {100 * share.Interval.Low:F1} to {100 * share.Interval.High:F1} %)";
        string measured = share.Value >= 1
            ? $"The energy predicts no less than an unconstrained step function of the same size: {100 * share.Value:F1} % of it {interval}."
            : $"The energy predicts {100 * share.Value:F1} % of what an unconstrained step function of the same size predicts {interval}.";
        return share.Interval.High - share.Interval.Low > TooWide
            ? new Verdict(Standing.Warn, "Downhill", measured + " The interval is too wide to tell.")
            : share.Interval.High >= MostlyDownhill && share.Interval.Low >= PartlyDownhill
            ? new Verdict(Standing.Good, "Downhill", measured + " An energy is explanation enough.")
            : share.Value >= PartlyDownhill
                ? new Verdict(Standing.Warn, "Downhill", measured + " Part of the motion is not downhill in any energy of the coordinates given.")
                : new Verdict(Standing.Bad, "Downhill", measured + " An energy is the wrong explanation: look for rotation, a cycle, or coordinates that are missing.");
    }

    private static string LandscapeCaption(LearnResult result) => result.Model.Columns.Length switch
    {
        1 => "The learned energy where the system was seen; its least value is set to 0. Below: how often each place was visited.",
        2 => "The learned energy as colour and contours (its least value is 0), the direction of descent as streamlines, some of the tracks, and the minima. Places that were not visited are left blank.",
        _ => "Cuts through the learned energy along each coordinate, through the middle of the visited region.",
    };

    private static IEnumerable<Block> Minima(LearnResult result)
    {
        if (result.Minima.Points.Length == 0)
        {
            yield return new Prose("No minimum lies inside the visited region.");
            yield break;
        }

        yield return new Report.Listing(["Minimum", .. result.Model.Columns, "E"],
            [.. result.Minima.Points.Select((minimum, i) => (string[])[LearnFigures.Letter(i), .. minimum.Point.Select(x => Number.Format(x)), Number.Format(minimum.Energy - result.Model.Offset)])])
        { Caption = "The minima that visited points descend to." };
        if (result.Saddles.Count > 0)
        {
            bool hasTemperature = result.Model.Temperature is not null;
            yield return new Report.Listing(["From", "to", "Barrier", .. hasTemperature ? ["in kT"] : Array.Empty<string>()],
                [.. LearnSummary.Barriers(result).Select(barrier => (string[])[LearnFigures.Letter(barrier.From), LearnFigures.Letter(barrier.To), Number.Format(barrier.Height, 3), .. hasTemperature ? [Number.Format(barrier.Height / result.Model.Temperature!.Value, 3)] : Array.Empty<string>()])])
            { Caption = $"The height of the saddles{(result.Model.Columns.Length == 2 ? " (× on the map)" : "")} above the minima that they join; without error bars yet." };
        }
    }

    private static IEnumerable<Section> Predictions(LearnResult result, LearnFigures figures)
    {
        if (figures.RollOuts is { } figure)
        {
            yield return new Section("Prediction beside truth")
            {
                Blocks =
                [
                    new Drawing(figure, $"One roll-out of {Number.Format(result.HeldOut.RollOutSeconds)} s per track kept aside, from its first state: learned dynamics over what was seen."),
                    new Report.Listing(["Track", "Error"], [.. result.HeldOut.PerTrack.Select(track => (string[])[track.Track, $"{100 * track.Error:F2} %"])]) { Caption = "Error of the roll-outs (r.m.s.), as a share of the peak-to-peak motion." },
                ],
            };
        }
    }

    private static IEnumerable<Block> Windows(LearnResult result, LearnFigures figures)
    {
        Protocol protocol = result.Protocol;
        if (result.Estimate is not { } estimate)
        {
            yield return new Prose(protocol.IsNoisy
                ? $"Successive changes have little in common, so they are mostly noise. Learned is the likelihood of each frame given the one before, {Number.Format(protocol.Interval)} s earlier, with mean and covariance to second order in that interval; the temperature is learned with the energy."
                : protocol.Matched == 1
                ? $"Each frame is matched with the one before, {Number.Format(protocol.Interval)} s earlier, by one descent step of that length."
                : $"Each window matches {protocol.Matched} frames, through the roll-out of {protocol.Matched} descent steps of {Number.Format(protocol.Interval)} s.");
            yield break;
        }

        yield return new Prose(
            $"The positions carry a noise of {Number.Format(estimate.Noise, 2)} (from differences of rising order). From one frame to the next, "
            + $"{100 * result.Lags[0].NoiseShare:F0} % of the second difference is that noise{(result.Lags[0].NoiseShare > 0.05 ? ", so an acceleration cannot be read off single frames" : "")}. "
            + (estimate.Window > 0 ? $"States were fitted to the positions by polynomials of degree 5 over {estimate.Window} frames, the widest window whose residuals the noise explains; a fitted velocity is good to {Number.Format(estimate.VelocityNoise, 2)}. " : "The recorded states agree with the positions and were used as they are. ")
            + $"The system's own time (spread of position over spread of velocity) is {Number.Format(protocol.OwnTime, 3)} s. A window therefore lasts a third of it, {Number.Format(protocol.Lag, 3)} s, "
            + $"rolled out in {protocol.Matched * protocol.InnerSteps} steps of {Number.Format(protocol.StepSize, 3)} s, and {protocol.Matched} states in it are matched. "
            + "Halving the step moves the friction by less than a quarter of the half-width of its interval, or the step was halved.");
        if (figures.Lags is { } figure)
        {
            yield return new Drawing(figure, "The share of the second difference x(t + L) − 2x(t) + x(t − L) that is noise, against the lag L, and the lag that was chosen.");
        }

        if (result.Friction is { } friction)
        {
            yield return new Report.Listing(["Track", "γ (s⁻¹)"], [.. friction.Tracks.Select(track => (string[])[track.Track, Number.Format(track.Friction, 3)])]) { Caption = "Friction of each track, the landscape held fixed." };
        }
    }

    private static IEnumerable<Block> Numbers(LearnResult result)
    {
        Protocol protocol = result.Protocol;
        List<Quantity> rows =
        [
            new Quantity("Frame interval", protocol.Interval) { Unit = "s" },
            new Quantity("Window", protocol.Lag) { Unit = "s", Remark = $"{protocol.Matched} states matched" },
            new Quantity("Inner step", protocol.StepSize) { Unit = "s" },
            new Quantity("Error over one matched interval", result.HeldOut.StepError) { Remark = "held out, in standard deviations" },
            new Quantity("Skill over one matched interval", result.HeldOut.Skill) { Remark = "held out, 1 − error² / change²" },
        ];
        rows.Add(new Quantity("Downhill share", result.Share.Value) { Interval = new Bounds(result.Share.Interval.Low, result.Share.Interval.High), Remark = $"of the skill {Number.Format(result.Share.FreeSkill)} of a free step function" });
        if (result.HeldOut.RollOuts > 0)
        {
            rows.Add(new Quantity("Roll-out error", result.HeldOut.RollOutError) { Remark = "held out, of peak-to-peak" });
        }

        if (result.Friction is { } friction)
        {
            rows.Add(new Quantity("Friction γ", friction.Value)
            {
                Unit = "s⁻¹",
                StandardError = friction.StandardError,
                Interval = double.IsFinite(friction.Interval.Low) ? new Bounds(friction.Interval.Low, friction.Interval.High) : null,
            });
        }

        if (result.Model.Temperature is { } t)
        {
            rows.Add(new Quantity("Temperature", t) { StandardError = result.TemperatureError ?? double.NaN, Remark = "from the residuals of the tracks kept aside" });
        }

        if (result.Estimate is { } estimate)
        {
            rows.Add(new Quantity("Noise of the positions", estimate.Noise));
            rows.Add(new Quantity("Window of the fitted states", estimate.Window) { Unit = "frames" });
        }

        yield return new Report.Table([.. rows]) { IntervalHeading = "95 % interval" };
    }
}

/// <summary>Small words.</summary>
internal static class Words
{
    internal static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";

    internal static string List(IEnumerable<string> names)
    {
        string[] distinct = [.. names.Distinct()];
        return distinct.Length <= 4 ? string.Join(", ", distinct) : $"{string.Join(", ", distinct.Take(3))} and {distinct.Length - 3} more";
    }
}
