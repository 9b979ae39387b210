using System.Text.Json.Nodes;
using Downhill.Data;
using Downhill.Energies;
using Downhill.Experiments;
using Downhill.Experiments.Learning;
using Downhill.Experiments.Runs;
using Downhill.Objectives;
using MathNet.Numerics.Statistics;

namespace Downhill.Hosts.Tests.Learning;

/// <summary>The main job, on the example whose truth is known and on the recorded pendulum.</summary>
public sealed class LearningTests
{
    [Fact]
    public void The_example_recovers_the_wells_and_their_depths()
    {
        LearnResult result = LearnTracks.Run(LearnTracks.Prepare(new LearnSettings()), Journal.InMemory, _ => { }, CancellationToken.None);
        double[] points = LearnTracks.Visited(result.Split.HeldOut, 2);
        (double[] energies, double[] gradients) = Landscape.Of(result.Model.Energy).Evaluate(points);
        (double[] trueEnergies, double[] trueGradients) = Landscape.Of(new ThreeWells()).Evaluate(points);

        // 38 000 noisy changes fix the force of a network of this size to about an eighth (measured over seeds: 0.13 to 0.16).
        double error = Math.Sqrt(gradients.Zip(trueGradients, (a, b) => (a - b) * (a - b)).Sum() / trueGradients.Sum(g => g * g));
        Assert.InRange(error, 0, 0.2);
        Assert.True(Correlation.Pearson(energies, trueEnergies) > 0.97);
        Assert.Equal(3, result.Minima.Points.Length);
        Assert.Equal(0, result.Minima.Points.Min(minimum => minimum.Energy) - result.Model.Offset, 1e-9);

        // Within four standard errors of the truth, which are 4 %; the plain Euler likelihood is 12 % low here.
        Assert.InRange(result.Model.Temperature!.Value, 1 - (4 * result.TemperatureError!.Value), 1 + (4 * result.TemperatureError!.Value));
    }

    [SharedRecordingFact("multiarm_pendulum/single.csv.gz")]
    public void The_recorded_pendulum_gives_the_potential_and_the_friction_of_its_authors()
    {
        LearnResult result = LearnTracks.Run(LearnTracks.Prepare(Pendulum()), Journal.InMemory, _ => { }, CancellationToken.None);
        double[] theta = LearnTracks.Visited(result.Recorded, 1);
        double[] energies = Landscape.Of(result.Model.Energy).Evaluate(theta).Energies;
        double[] cosines = [.. theta.Select(Math.Cos)];
        double amplitude = Statistics.Covariance(energies, cosines) / Statistics.Variance(cosines);
        Assert.InRange(amplitude, 64.2 * 0.99, 64.2 * 1.01);
        Assert.True(Correlation.Pearson(energies, cosines) >= 0.999);

        FrictionFit friction = result.Friction!;
        Assert.InRange(friction.Value, 0.75 * 0.067, 1.25 * 0.067);
        Assert.InRange(0.056, friction.Interval.Low, friction.Interval.High);

        Assert.Equal(5, result.HeldOut.RollOutSeconds, 1e-6);
        Assert.True(result.HeldOut.RollOutError <= 0.04, $"roll-outs are off by {result.HeldOut.RollOutError:P2}");
        Assert.Equal(["vad00", "vad01"], result.Split.HeldOut.Select(track => track.Name));

        // The recorded velocity lags by 0.8 ms; taken as it is, it would hide most of the friction.
        Assert.InRange(result.Estimate!.VelocityLag!.Value, 6e-4, 1e-3);
    }

    [Fact]
    public void A_run_directory_is_whole_and_can_be_used()
    {
        using TemporaryDirectory folder = new();
        LearnSettings settings = new() { Model = ModelClass.Radial, Resamples = 2, Steps = 20 };
        List<LearnProgress> told = [];
        RunDirectory run = LearnJob.Start(settings, Path.Combine(folder.Path, "run"), told.Add, _ => { }, _ => { }, CancellationToken.None);
        Assert.Contains(told, step => step.Doing == "all tracks");
        Assert.All(told.Where(step => step.Doing != "a free step function"), step => Assert.InRange(step.Step, 0, settings.Steps));
        foreach (string file in (string[])[run.Config, run.Environment, run.Metrics, run.Model, run.ModelDescription, run.Report, run.Summary, run.Status])
        {
            Assert.True(new FileInfo(file).Length > 0, file);
        }

        Assert.Equal(RunState.Done, run.ReadStatus().State);
        Assert.Contains("<svg", File.ReadAllText(run.Report), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", File.ReadAllText(run.Report), StringComparison.Ordinal);
        Assert.Equal("overdamped", (string)JsonNode.Parse(File.ReadAllText(run.Summary))!["dynamics"]!);

        LearnedModel model = ModelUse.Load(run.Root);
        Table evaluated = ModelUse.Evaluate(model, new Table(new NumberColumn("x", [0.1, 0.5]), new NumberColumn("y", [0.2, 0.3]), new NumberColumn("z", [7, 8])));
        Assert.Equal(["x", "y", "z", "energy", "grad_x", "grad_y"], evaluated.Columns.Select(column => column.Name));
        IReadOnlyList<Trajectory> rolled = ModelUse.Roll(model, evaluated, 7, seed: 1);
        Assert.Equal(2, rolled.Count);
        Assert.Equal(8, rolled[0].Frames);

        string report = File.ReadAllText(run.Report);
        LearnJob.Report(run.Root);
        Assert.Equal(report, File.ReadAllText(run.Report));
        Assert.Throws<SettingException>(() => LearnJob.Start(settings, run.Root, _ => { }, _ => { }, _ => { }, CancellationToken.None));
    }

    [Fact]
    public void A_stopped_run_is_resumed_to_the_same_bytes()
    {
        using TemporaryDirectory folder = new();
        LearnSettings settings = new() { Model = ModelClass.Radial, Resamples = 2, Steps = 20 };
        RunDirectory whole = LearnJob.Start(settings, Path.Combine(folder.Path, "whole"), _ => { }, _ => { }, _ => { }, CancellationToken.None);
        using CancellationTokenSource stop = new();
        int heard = 0;
        string path = Path.Combine(folder.Path, "stopped");
        Assert.Throws<OperationCanceledException>(() => LearnJob.Start(settings, path, step => StopAt(step.Step), _ => { }, _ => { }, stop.Token));
        Assert.Equal(RunState.Stopped, RunDirectory.Open(path).ReadStatus().State);
        LearnJob.Resume(path, _ => { }, _ => { }, CancellationToken.None);
        Assert.Equal(File.ReadAllBytes(whole.Model), File.ReadAllBytes(Path.Combine(path, "model.safetensors")));
        Assert.Equal(File.ReadAllText(whole.Metrics), File.ReadAllText(Path.Combine(path, "metrics.jsonl")));

        void StopAt(int step)
        {
            if (step == 7 && ++heard == 4)
            {
                stop.Cancel();
            }
        }
    }

    // x′ = 0.8 x with a little noise: 14 frames, of which windows are fewer than the 20 stretches of longer recordings, and two steps to judge by.
    [Fact]
    public void A_recording_of_a_few_frames_is_learned()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "short.csv");
        double[] noise = new double[17];
        new Compute.Rng(5).Normal(noise);
        double x = 3;
        File.WriteAllText(file, "track,t,x\n" + string.Concat(noise.Select((n, i) => FormattableString.Invariant($"{(i < 14 ? "a" : "test")},{0.2 * i},{x = (0.8 * x) + (0.1 * n):R}\n"))));
        LearnResult result = LearnTracks.Run(LearnTracks.Prepare(new LearnSettings { Tracks = file, Model = ModelClass.Radial, Resamples = 2, Steps = 30 }), Journal.InMemory, _ => { }, CancellationToken.None);
        Assert.Equal(double.IsNaN(result.Share.Value), double.IsNaN(result.Share.Interval.Low));
    }

    [Fact]
    public void Tracks_without_downhill_motion_are_called_so()
    {
        using TemporaryDirectory folder = new();
        string file = Path.Combine(folder.Path, "free.csv");
        TableWriter.Write(file, Simulation.Simulator.Run(Simulation.KnownSystems.Named("free-diffusion")!, new Compute.Rng(3)));
        LearnResult result = LearnTracks.Run(LearnTracks.Prepare(new LearnSettings { Tracks = file, Model = ModelClass.Radial, Resamples = 2, Steps = 100 }), Journal.InMemory, _ => { }, CancellationToken.None);

        // Nothing can be predicted: the skill is zero within the error of a mean square of so many changes, and never clearly above.
        Assert.InRange(result.HeldOut.Skill, -0.02, 0.005);
    }

    private static LearnSettings Pendulum() => new()
    {
        Tracks = SharedRecording.PathOf("multiarm_pendulum/single.csv.gz"),
        Track = "segment",
        Time = "t",
        Columns = ["theta"],
        Velocity = ["omega"],
        Dynamics = Motion.Inertial,
    };
}

/// <summary>A folder that goes away with the test.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("downhill-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>A test on a recording that is not part of the repository: skipped where it is absent.</summary>
public sealed class SharedRecordingFactAttribute : FactAttribute
{
    public SharedRecordingFactAttribute(string recording)
    {
        if (SharedRecording.PathOf(recording).Length == 0)
        {
            Skip = $"shared/data/{recording} is not here";
        }
    }
}

/// <summary>The folder shared/data beside the repository.</summary>
internal static class SharedRecording
{
    internal static string PathOf(string recording)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "shared", "data", recording);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return "";
    }
}
