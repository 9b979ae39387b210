using System.Text.Json.Nodes;
using Downhill.Data;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>From tracks to a landscape and back to tracks, with the files of the contract.</summary>
public sealed class RoundTripTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Simulated_tracks_and_their_truth_have_the_columns_of_the_contract()
    {
        Assert.Equal("track,t,x", Header(learned.Tracks));
        Assert.Equal(1 + (6 * 60), File.ReadLines(learned.Tracks).Count());
        Assert.Equal("track,t,theta,omega", Header(learned.Swings));
        Assert.Equal("x,energy,grad_x", Header(learned.Truth));
        Table truth = TableReader.Read(learned.Truth);
        Assert.Equal(6 * 60, truth.Rows);
        double[] rows = truth.Numbers("x", "energy", "grad_x");
        for (int row = 0; row < truth.Rows; row++)
        {
            // (x² − 1)² / 4, to rounding.
            double x = rows[3 * row], well = (x * x) - 1;
            Assert.Equal(well * well / 4, rows[(3 * row) + 1], 1e-12);
            Assert.Equal(well * x, rows[(3 * row) + 2], 1e-12);
        }
    }

    [Fact]
    public void The_truth_of_many_frames_is_thinned_to_ten_thousand()
    {
        Called.Well("simulate", "quadratic", "--out", folder["q.csv.gz"], "--tracks", "7", "--frames", "3000", "--truth", folder["truth.csv"]);
        Assert.Equal("x1,x2,x3,x4,energy,grad_x1,grad_x2,grad_x3,grad_x4", Header(folder["truth.csv"]));
        Assert.Equal(10_001, File.ReadLines(folder["truth.csv"]).Count());
        Assert.Equal(7, TrackReader.Read(folder["q.csv.gz"]).Trajectories.Count);
    }

    // Of six noisy tracks the fifth is held out by number; of three with inertia there is no fifth, and each keeps its end aside.
    [Fact]
    public void The_report_says_what_was_taken_from_the_file_and_what_the_landscape_never_saw()
    {
        string noisy = File.ReadAllText(Path.Combine(learned.Overdamped, "report.html")), inertial = File.ReadAllText(Path.Combine(learned.Inertial, "report.html"));
        Assert.Contains("learned from 6 tracks (360 frames every", noisy, StringComparison.Ordinal);
        Assert.Contains("Kept aside at first to measure by: 1 track (4), 60 frames; every fifth track is held out. Scores and the share that is downhill are of a landscape that never saw them; the one shown was then fitted to all tracks. Taken from the file: columns x; track from track; time from t.", noisy, StringComparison.Ordinal);
        Assert.Contains("learned from 3 tracks (360 frames every", inertial, StringComparison.Ordinal);
        Assert.Contains("Kept aside to measure by: 90 frames; the last fifth of every track is held out", inertial, StringComparison.Ordinal);
        Assert.Contains("Taken from the file: columns theta; velocities omega; track from track; time from t.", inertial, StringComparison.Ordinal);
        Assert.DoesNotContain("the one shown", inertial, StringComparison.Ordinal);
    }

    [Fact]
    public void Learning_ends_with_the_directory_the_numbers_and_the_report()
    {
        Called called = learned.Learned;
        Assert.Equal("", called.Error);
        Assert.Matches("^tracks.csv: columns x; track from track; time from t\n[0-9]+ %, .*, step [0-9]+, .*loss ", called.Out);
        Assert.Contains("landscape: radial ", called.Out, StringComparison.Ordinal);
        Assert.Contains("; its rivals: ", called.Out, StringComparison.Ordinal);
        Assert.Matches("\nminima: [0-9]+(; the lowest barrier is .* kT, from minimum [A-Z] to [A-Z])?\n", called.Out);
        Assert.Matches("\ndownhill: (nothing can be predicted|.* of what can be predicted .*)\n", called.Out);
        Assert.Contains("temperature: ", called.Out, StringComparison.Ordinal);
        Assert.Contains("held out, one step: ", called.Out, StringComparison.Ordinal);
        Assert.Contains($"run: {learned.Overdamped}\n", called.Out, StringComparison.Ordinal);
        Assert.EndsWith($"open {learned.Overdamped}/report.html\n", called.Out, StringComparison.Ordinal);
        foreach (string file in (string[])["config.yaml", "environment.json", "metrics.jsonl", "model.safetensors", "model.json", "report.html", "summary.json", "status.json"])
        {
            Assert.True(File.Exists(Path.Combine(learned.Overdamped, file)), file);
        }
    }

    [Fact]
    public void Points_keep_their_columns_and_gain_energy_and_gradient()
    {
        folder.Write("points.csv", "note,x,\"odd, name\"\nfirst,0.5,7\nsecond,-1,8\n");
        Called.Well("evaluate", learned.Overdamped, "--points", folder["points.csv"], "--out", folder["e.csv"]);
        string[] lines = File.ReadAllLines(folder["e.csv"]);
        Assert.Equal("note,x,\"odd, name\",energy,grad_x", lines[0]);
        Assert.StartsWith("first,0.5,7,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("second,-1,8,", lines[2], StringComparison.Ordinal);
        Assert.All(TableReader.Read(folder["e.csv"], ["energy", "grad_x"]).Numbers("energy", "grad_x"), number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void A_gradient_is_the_slope_of_the_energy()
    {
        const double H = 1e-5;
        folder.Write("points.csv", $"x\n{0.3 - H}\n0.3\n{0.3 + H}\n");
        Called.Well("evaluate", learned.Overdamped, "--points", folder["points.csv"], "--out", folder["e.csv"]);
        double[] rows = TableReader.Read(folder["e.csv"]).Numbers("energy", "grad_x");

        // Central differences: rounding of about 1e-16 / H, and a third derivative of order ten times H².
        Assert.Equal((rows[4] - rows[0]) / (2 * H), rows[3], 1e-7);
    }

    [Fact]
    public void Columns_that_are_replaced_are_warned_of()
    {
        Called called = Called.Well("evaluate", learned.Overdamped, "--points", learned.Truth, "--out", folder["e.csv"]);
        Assert.Equal("x,energy,grad_x", Header(folder["e.csv"]));
        Assert.StartsWith("warning: ", called.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_roll_out_into_tracks()
    {
        folder.Write("starts.csv", "x,other\n0.5,a\n-1,b\n");
        foreach (string name in (string[])["a", "b"])
        {
            Called.Well("rollout", learned.Overdamped, "--from", folder["starts.csv"], "--steps", "4", "--out", folder[name], "--seed", "7");
        }

        Assert.Equal("track,t,x", Header(folder["a"]));
        TrackSet tracks = TrackReader.Read(folder["a"]);
        Assert.Equal(["0", "1"], tracks.Trajectories.Select(track => track.Name));
        Assert.All(tracks.Trajectories, track => Assert.Equal(5, track.Frames));
        Assert.Equal([0.5, -1], tracks.Trajectories.Select(track => track.Values[0]));
        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
    }

    [Fact]
    public void Inertial_points_roll_out_with_their_velocities()
    {
        folder.Write("starts.csv", "omega,theta\n0.25,3\n");
        Called.Well("rollout", learned.Inertial, "--from", folder["starts.csv"], "--steps", "3", "--out", folder["r.csv"]);
        string[] lines = File.ReadAllLines(folder["r.csv"]);
        Assert.Equal("track,t,theta,omega", lines[0]);
        Assert.Equal("0,0,3,0.25", lines[1]);
        Assert.Equal(5, lines.Length);
    }

    [Fact]
    public void A_report_is_built_again()
    {
        folder.Copy(learned.Overdamped, "run");
        File.Delete(folder["run/report.html"]);
        Called called = Called.Well("report", folder["run"]);
        Assert.Equal($"open {folder["run/report.html"]}\n", called.Out);
        Assert.True(File.Exists(folder["run/report.html"]));
    }

    [Fact]
    public void File_then_key_value_then_flag_the_last_wins()
    {
        folder.Write("c.yaml", "steps: 5\nresamples: 4\nmodel: radial\nseed: 9\n");
        Called.Well("learn", learned.Tracks, "--out", folder["run"], "--config", folder["c.yaml"], "resamples=2", "seed=4", "--seed", "2", "--threads=1");
        string[] config = File.ReadAllLines(folder["run/config.yaml"]);
        Assert.All((string[])["steps: 5", "resamples: 2", "model: radial", "seed: 2", "threads: 1"], line => Assert.Contains(line, config));
    }

    [Fact]
    public void Quiet_prints_nothing()
    {
        Called called = Called.Well(["learn", learned.Tracks, "--out", folder["run"], "--quiet", .. LearnedRun.Small, "--steps", "5"]);
        Assert.Equal(("", ""), (called.Out, called.Error));
    }

    [Fact]
    public void What_was_odd_in_the_tracks_is_a_warning()
    {
        string tracks = folder.Write("x.csv", string.Join('\n', File.ReadLines(learned.Tracks).Select(line => line.Split(',')[2])));
        Called called = Called.Well(["learn", tracks, "--out", folder["run"], "--quiet", .. LearnedRun.Small, "--steps", "5"]);
        Assert.StartsWith($"warning: {tracks}: no time column", called.Complaint(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_status_of_a_finished_run_is_done_and_resuming_it_changes_nothing()
    {
        folder.Copy(learned.Overdamped, "run");
        string[] before = folder.Everything();
        Assert.Equal("done", (string?)JsonNode.Parse(File.ReadAllText(folder["run/status.json"]))!["state"]);
        Called.Well("resume", folder["run"]);
        Assert.Equal(before, folder.Everything());
    }

    private static string Header(string file) => File.ReadLines(file).First();
}
