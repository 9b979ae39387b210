using System.IO.Compression;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>What cannot be used, the exit code, and the one line that says so.</summary>
public sealed class BadInputTests(LearnedRun learned) : IClassFixture<LearnedRun>, IDisposable
{
    private const string Good = "track,t,x\na,0,1\na,1,2\na,2,1\na,3,2\na,4,1\nb,0,1\nb,1,2\nb,2,1\nb,3,2\nb,4,1\n";

    private readonly Folder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Code, arguments (a ~ is the folder), the content of bad.csv, and what the line must hold (a ~ again).</summary>
    public static TheoryData<int, string, string, string> BadTracks => new()
    {
        { 3, "learn ~/missing.csv --out ~/o", "", "~/missing.csv: found no such file" },
        { 3, "learn ~ --out ~/o", "", "~: found a directory" },
        { 3, "learn ~/bad.csv --out ~/o", "", "~/bad.csv:1:1: found an empty file" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n", "~/bad.csv:2:1: found no row below the header" },
        { 3, "learn ~/bad.csv --out ~/o --columns theta", "t,x\n0,1\n1,2\n", "~/bad.csv:1:1: found no column 'theta'" },
        { 3, "learn ~/bad.csv --out ~/o --track tarck", Good, "did you mean 'track'?" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x,x\n0,1,1\n1,2,2\n", "~/bad.csv:1:5: found a second column 'x'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,two\n", "~/bad.csv:3:3: found 'two'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,NaN\n", "~/bad.csv:3:3: found 'NaN'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,Infinity\n", "~/bad.csv:3:3: found 'Infinity'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1\n", "~/bad.csv:3:2: found 1 field" },
        { 3, "learn ~/bad.csv --out ~/o", "track,t,x\na,0,1\nb,0,1\n", "~/bad.csv:2:1: found one frame only of track 'a' and of the other" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,2\n0.5,3\n", "~/bad.csv:4:1: found time 0.5 s after 1 s" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,2\n1,3\n", "~/bad.csv:4:1: found time 1 s a second time" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,2\n2,3\n3,1\n4,2\n5.3,3\n6.3,1\n7.3,2\n8.3,3\n9.3,1\n", "~/bad.csv:7: found uneven intervals: 1.3 s before frame 5 of track 'bad.csv' (time 5.3 s), 1 s mostly, expected the same interval" },
        { 3, "learn ~/bad.csv --out ~/o", "track,t,x\na,0,1\na,1,2\na,2,3\na,3,1\na,4,2\nb,0,1\nb,2,2\nb,4,3\nb,6,1\nb,8,2\n", "~/bad.csv:8: found uneven intervals: 2 s before frame 1 of track 'b' (time 2 s), 1 s in track 'a'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n1,2\n", "~/bad.csv: found 2 frames in 1 track of two frames or more, expected at least 10" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n0,1\n", "~/bad.csv:2:1: found one frame in all, expected at least two" },
        { 3, "learn ~/bad.csv --out ~/o", "id,t,x\n" + Rows(10, i => $"{i},{i},{i * i}"), "found one frame only of track '0' and of each of the 9 others, expected tracks of at least two, check whether column 'id' names the track" },
        { 3, "learn ~/bad.csv --out ~/o", "track,t,x,z\n" + Rows(12, i => $"{i % 2},{i / 2},{i * i % 7},{i % 2}"), "~/bad.csv: found column 'z' that never changes within a track, though it differs between tracks, expected motion" },
        { 3, "learn ~/bad.csv --out ~/o", "t,mass,size\n" + Rows(12, i => $"{i},{i},{i}"), "~/bad.csv:2:1: found no number among the positions (mass, size were left out because of the name)" },
        { 3, "learn ~/bad.csv --out ~/o", "t;x\n" + Rows(12, i => $"{i};{i},5"), "~/bad.csv:2:1: found no number among the positions" },
        { 3, "learn ~/bad.csv --out ~/o --columns x", "t;x\n" + Rows(12, i => $"{i};{i},5"), "~/bad.csv:2:3: found '0,5', expected a finite number in column 'x', write every decimal comma as a point" },
        { 3, "learn ~/bad.csv --out ~/o", "t;x\n0;1\n1;2;3\n", "~/bad.csv:3:5: found 3 fields, expected 2" },
        { 3, "learn ~/bad.csv --out ~/o", "track;t;x\na;0;1\na;0;2\n", "~/bad.csv:3:3: found time 0 s a second time in track 'a'" },
        { 3, "learn ~/bad.csv --out ~/o", "track\tt\tx\na\t1\t1\na\t0\t2\n", "~/bad.csv:3:3: found time 0 s after 1 s in track 'a'" },
        { 3, "learn ~/bad.csv --out ~/o --columns zebra", Good, "~/bad.csv:1:1: found no column 'zebra', expected one of track, t, x" },
        { 3, "learn ~/short.npy --out ~/o", "", "~/short.npy: found 8 bytes of elements, expected 48 for the shape [3, 2]" },
        { 3, "learn ~/objects.npy --out ~/o", "", "~/objects.npy: found Python objects, which only Python can read" },
        { 3, "learn ~/not.npy --out ~/o", "", "~/not.npy: found bytes that are no array" },
        { 3, "learn ~/not.npz --out ~/o", "", "~/not.npz: found no whole zip archive of arrays" },
        { 3, "learn ~/cut.npz --out ~/o", "", "~/cut.npz: found no whole zip archive of arrays" },
        { 3, "learn ~/flipped.npz --out ~/o", "", "~/flipped.npz: array 'x': found a damaged array" },
        { 3, "learn ~/good.npz --out ~/o --columns theta", "", "~/good.npz: found no column 'theta', expected one of x, t" },
        { 3, "learn ~/nan.npy --out ~/o", "", "~/nan.npy: at [1, 0]: found NaN, expected a finite number in column 'x0'" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x,y\n" + Rows(12, i => $"{i},{i * i},7"), "~/bad.csv: found column 'y' that never changes" },
        { 3, "learn ~/bad.csv --out ~/o", "t,x\n" + Rows(12, i => $"{i},{(i % 4) - 1}e200"), "~/bad.csv: found numbers from -1E+200 to 2E+200 in column 'x'" },
        { 3, "learn ~/bad.csv --out ~/o --dt 1e-300", "t,x\n" + Rows(12, i => $"{i},{i * i}"), "~/bad.csv: found 1E-300 s from frame to frame" },
        { 3, "learn ~/bad.csv --out ~/o --dynamics inertial", "t,x\n" + Rows(12, i => $"{i},{i * i}"), "~/bad.csv: found tracks too short or too coarse" },
        { 3, "learn ~/tracks.csv --out ~/o --unroll 100", "", "~/tracks.csv: found tracks shorter than the 100 frames of a window" },
        { 3, "learn ~/cut.csv.gz --out ~/o", "", "found a damaged gzip archive" },
        { 3, "learn ~/missing.csv --samples --out ~/o", "", "~/missing.csv: found no such file" },
        { 3, "learn ~/bad.csv --samples --out ~/o", "x,y\n1,2\n2,3\n", "~/bad.csv: found 2 samples, expected at least 100" },
        { 3, "learn ~/bad.csv --samples --out ~/o", "x,y\n1,2\n2,nan\n", "~/bad.csv:3:3: found 'nan'" },
        { 3, "learn ~/bad.csv --samples --out ~/o", "x,y\n" + Rows(120, i => $"{i * i % 31},7"), "~/bad.csv: found column 'y' that never changes, expected a spread" },
        { 3, "learn ~/bad.csv --samples --out ~/o", "x\n" + Rows(120, i => $"{i}e200"), "~/bad.csv: found numbers from 0 to 1.19E+202 in column 'x'" },
        { 2, "learn ~/bad.csv --samples --objective likelihood --out ~/o", "x,y,z\n" + Rows(120, i => $"{i % 7},{i % 11},{i % 13}"), "objective: found likelihood for 3 columns" },
        { 2, "learn ~/tracks.csv --out ~/bad.csv/o", "", "~/bad.csv/o: found a file ~/bad.csv where a directory should be" },
        { 2, "learn ~/bad.csv --out ~/o --held-out zebra", Good, "held-out: found no track called zebra" },
        { 2, "learn ~/bad.csv --out ~/o --columns x --velocity v", "t,x,v\n" + Rows(12, i => $"{i},{i % 3},{i % 2}"), "velocity: found velocity columns with --dynamics overdamped" },
    };

    /// <summary>Code, arguments, and what the line must hold.</summary>
    public static TheoryData<int, string, string> BadCalls => new()
    {
        { 2, "", "found no verb, expected one of learn, resume" },
        { 2, "lern ~/good.csv", "found no verb 'lern', did you mean learn?" },
        { 2, "--seed 1 learn", "found no flag '--seed' before a verb" },
        { 2, "zebra ~/good.csv", "found no verb 'zebra', expected one of learn, resume" },
        { 2, "learn ~/good.csv --out ~/o --zebra 3", "learn: found no flag '--zebra', expected one of " },
        { 2, "sweep ~/run", "sweep: this verb comes with a later version" },
        { 2, "learn ~/good.csv --out ~/o --colums x", "learn: found no flag '--colums', did you mean --columns?" },
        { 2, "learn ~/good.csv --out ~/o --sede=3", "learn: found no flag '--sede', did you mean --seed?" },
        { 2, "learn ~/good.csv ~/good.csv --out ~/o", "learn: found '~/good.csv', expected downhill learn [TRACKS.csv]" },
        { 2, "learn ~/good.csv --out ~/o --dt", "--dt: found no value, expected a number above 0 s" },
        { 2, "learn ~/good.csv --out ~/o --dt 0", "--dt: found 0 for dt, expected a number above 0 s" },
        { 2, "learn ~/good.csv --out ~/o --dt -1", "--dt: found -1 for dt" },
        { 2, "learn ~/good.csv --out ~/o --model radail", "(did you mean radial?)" },
        { 2, "learn ~/good.csv --out ~/o --resamples -1", "--resamples: found -1 for resamples" },
        { 2, "learn ~/good.csv --out ~/o --steps many", "--steps: found 'many' for steps" },
        { 2, "learn ~/good.csv --out ~/o --held-out", "--held-out: found no value" },
        { 2, "learn ~/good.csv --out ~/o --seed -1", "--seed: found -1 for seed" },
        { 2, "learn ~/good.csv --out ~/o --widths 8,x", "--widths: found 'x' for widths" },
        { 2, "learn ~/good.csv --out ~/o --widths 8,0", "--widths: found 0 for widths" },
        { 2, "learn ~/good.csv --out ~/o --widths []", "widths: found no hidden layer" },
        { 2, "learn ~/good.csv --out ", "--out: found an empty name" },
        { 2, "learn ~/good.csv --out ~/o --activation tahn", "(did you mean tanh?)" },
        { 2, "learn ~/good.csv --out ~/o --dynamics inertia", "(did you mean inertial?)" },
        { 2, "learn --out ~/o --samples", "learn --samples: found no file" },
        { 2, "learn ~/good.csv --out ~/o --samples --track track", "--track: found with samples, which have no tracks" },
        { 2, "learn ~/good.csv --out ~/o --objective denoising", "--objective: found without --samples" },
        { 2, "learn ~/good.csv --out ~/o --samples --objective likelyhood", "(did you mean likelihood?)" },
        { 2, "learn ~/good.csv --out ~/o --samples --held-out-share 0.7", "--held-out-share: found 0.7" },
        { 2, "learn ~/good.csv --out ~/o sede=3", "sede=3: found no setting 'sede', did you mean seed?" },
        { 2, "learn ~/good.csv --out ~/o steps=0", "steps=0: found 0 for steps" },
        { 2, "learn ~/good.csv --out ~/o =3", "=3: found no setting to change, expected key=value" },
        { 2, "learn ~/good.csv --out ~/run", "~/run: found something there already" },
        { 2, "learn ~/good.csv --out /proc/o", "--out: found /proc, where no file can be written" },
        { 2, "learn ~/good.csv --out ~/good.csv", "~/good.csv: found something there already" },
        { 2, "learn ~/good.csv --out ~/o --config ~/missing.yaml", "~/missing.yaml: found no such file" },
        { 2, "learn ~/good.csv --out ~/o --config ~/broken.yaml", "~/broken.yaml:3:1: found text that is not YAML" },
        { 2, "learn ~/good.csv --out ~/o --config ~/unknown.yaml", "~/unknown.yaml:2:" },
        { 2, "learn ~/good.csv --out ~/o --config ~/range.yaml", "~/range.yaml:1:8: found -5 for steps" },
        { 2, "resume", "resume: found no DIR" },
        { 2, "resume ~/missing", "~/missing: found no such directory" },
        { 2, "resume ~", "~: found no config.yaml in it" },
        { 2, "report ~", "~: found no config.yaml in it" },
        { 2, "evaluate ~ --points ~/good.csv --out ~/o", "~: found no config.yaml in it" },
        { 2, "evaluate ~/run --out ~/o", "evaluate: found no --points FILE.csv" },
        { 2, "evaluate ~/run --points ~/good.csv", "evaluate: found no --out FILE.csv" },
        { 3, "evaluate ~/run --points ~/missing.csv --out ~/o", "~/missing.csv: found no such file" },
        { 3, "evaluate ~/run --points ~/y.csv --out ~/o", "~/y.csv:1:1: found no column 'x'" },
        { 3, "evaluate ~/run --points ~/y.npz --out ~/o", "~/y.npz: found no column 'x', expected one of y" },
        { 3, "rollout ~/run --from ~/cut.npy --steps 2 --out ~/o", "~/cut.npy: found 15 bytes of elements, expected 16 for the shape [1, 2]" },
        { 2, "evaluate ~/run --points ~/good.csv --out ~/missing/o", "--out: found no directory ~/missing to write" },
        { 2, "evaluate ~/run --points ~/good.csv --out ~/good.csv", "--out: found ~/good.csv, the file of --points" },
        { 2, "rollout ~/run --from ~/good.csv --steps 2 --out ~/./good.csv", "the file of --from" },
        { 2, "evaluate ~/run --points ~/good.csv --out ~", "--out: found ~, a directory" },
        { 3, "evaluate ~/nojson --points ~/good.csv --out ~/o", "~/nojson/model.json: found no readable JSON" },
        { 3, "evaluate ~/badjson --points ~/good.csv --out ~/o", "~/badjson/model.json: found no readable JSON" },
        { 3, "evaluate ~/halfjson --points ~/good.csv --out ~/o", "~/halfjson/model.json: found a description that is incomplete" },
        { 3, "evaluate ~/noweights --points ~/good.csv --out ~/o", "~/noweights/model.safetensors: " },
        { 3, "evaluate ~/cutweights --points ~/good.csv --out ~/o", "~/cutweights/model.safetensors: " },
        { 3, "rollout ~/flipped --from ~/good.csv --steps 2 --out ~/o", "~/flipped/model.safetensors: found a file that does not match its check sum" },
        { 2, "rollout ~/run --from ~/good.csv --out ~/o", "rollout: found no --steps N" },
        { 2, "rollout ~/run --from ~/good.csv --steps 0 --out ~/o", "--steps: found 0 for steps" },
        { 2, "rollout ~/run --from ~/good.csv --steps 9999999 --seed 1.5 --out ~/o", "--seed: found '1.5' for seed" },
        { 3, "rollout ~/run --from ~/y.csv --steps 2 --out ~/o", "~/y.csv:1:1: found no column 'x'" },
        { 2, "sample ~/run --out ~/o", "sample: found no --count N" },
        { 2, "sample ~/run --count 0 --out ~/o", "--count: found 0 for count" },
        { 2, "sample ~/run --count 5", "sample: found no --out FILE.csv" },
        { 2, "sample ~/run --count 5 --out ~/o --sampler malla", "(did you mean mala?)" },
        { 2, "sample ~/run --count 5 --out ~/o --temperature 0", "--temperature: found 0 for temperature" },
        { 2, "sample ~/run --count 5 --out ~", "--out: found ~, a directory" },
        { 2, "simulate --out ~/o", "simulate: found no NAME" },
        { 2, "simulate double-well --out ~/missing/o", "--out: found no directory" },
        { 2, "simulate double-well --out ~/o --truth ~/missing/t", "--truth: found no directory" },
        { 2, "simulate dubble-well --out ~/o", "simulate: found no system 'dubble-well', did you mean double-well?" },
        { 2, "simulate double-well", "simulate: found no --out FILE.csv" },
        { 2, "simulate double-well --out ~/o --frames 1", "--frames: found 1 for frames" },
        { 2, "simulate double-well --out ~/o --temperature -1", "--temperature: found -1 for temperature" },
        { 2, "simulate double-well --out ~/o --frames 100000000 --tracks 1000000", "--frames: found 100000000 frames of 1000000 tracks" },
        { 2, "simulate rotation --out ~/o --truth ~/t", "--truth: found rotation, which descends no energy" },
        { 2, "simulate double-well --out ~/o --truth ~/o", "--truth: found ~/o, the file of --out" },
        { 4, "simulate rosenbrock --out ~/o --dt 1", "rosenbrock ran away before frame" },
        { 2, "verify a b", "verify: found 'b', expected downhill verify [PATTERN]" },
        { 2, "verify --json ~/missing/v.json", "--json: found no directory" },
        { 2, "list --json ~", "--json: found ~, a directory" },
        { 2, "verify derivative-lader", "verify: found nothing called 'derivative-lader', did you mean derivative-ladder?" },
        { 2, "verify *no-such*", "verify: found nothing called '*no-such*'" },
        { 2, "list everything", "list: found 'everything', expected downhill list" },
    };

    [Theory]
    [MemberData(nameof(BadTracks))]
    public void Bad_tracks_are_refused_in_one_line(int code, string args, string csv, string expected)
    {
        folder.Write("bad.csv", csv);
        File.Copy(learned.Tracks, folder["tracks.csv"]);
        File.WriteAllBytes(folder["cut.csv.gz"], Folder.Gzipped(File.ReadAllBytes(learned.Tracks))[..^600]);
        AddArrays();
        Refused(code, args, expected);
    }

    [Theory]
    [MemberData(nameof(BadCalls))]
    public void A_bad_call_is_refused_in_one_line(int code, string args, string expected)
    {
        folder.Write("good.csv", Good);
        folder.Write("y.csv", "y\n1\n");
        File.WriteAllBytes(folder["y.npz"], Archive(("y", Array("<f8", [2], new byte[16]))));
        File.WriteAllBytes(folder["cut.npy"], Array("<f8", [1, 2], new byte[15]));
        folder.Write("broken.yaml", "steps: 5\nwidths: [1,\n");
        folder.Write("unknown.yaml", "steps: 5\nsede: 1\n");
        folder.Write("range.yaml", "steps: -5\n");
        AddModels();
        Refused(code, args, expected);
    }

    [Fact]
    public void What_was_there_stays_when_a_verb_fails()
    {
        string file = folder.Write("o", "precious");
        Refused(3, "evaluate ~/missing --points ~/y.csv --out ~/o".Replace("~/missing", learned.Overdamped, StringComparison.Ordinal), "y.csv: found no such file");
        Assert.Equal("precious", File.ReadAllText(file));
    }

    private static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));

    // Whole and broken arrays.
    private void AddArrays()
    {
        byte[] numbers = [.. Enumerable.Range(0, 20).SelectMany(i => BitConverter.GetBytes((double)(i * i % 7)))];
        byte[] archive = Archive(("x", Array("<f8", [20], numbers)), ("t", Array("<f8", [20], [.. Enumerable.Range(0, 20).SelectMany(i => BitConverter.GetBytes((double)i))])));
        File.WriteAllBytes(folder["good.npz"], archive);
        File.WriteAllBytes(folder["cut.npz"], archive[..^30]);
        archive[200] ^= 1;
        File.WriteAllBytes(folder["flipped.npz"], archive);
        folder.Write("not.npz", Good);
        folder.Write("not.npy", Good);
        File.WriteAllBytes(folder["short.npy"], Array("<f8", [3, 2], new byte[8]));
        File.WriteAllBytes(folder["objects.npy"], Array("|O", [3], new byte[24]));
        File.WriteAllBytes(folder["nan.npy"], Array("<f8", [2, 2], [.. new byte[16], .. BitConverter.GetBytes(double.NaN), .. new byte[8]]));
    }

    private static byte[] Array(string type, int[] shape, byte[] elements)
    {
        string head = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(axis => $"{axis},"))}), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)head.Length, 0, .. System.Text.Encoding.ASCII.GetBytes(head), .. elements];
    }

    private static byte[] Archive(params (string Name, byte[] Bytes)[] arrays)
    {
        using MemoryStream bytes = new();
        using (ZipArchive zip = new(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] array) in arrays)
            {
                using Stream entry = zip.CreateEntry(name + ".npy", CompressionLevel.NoCompression).Open();
                entry.Write(array);
            }
        }

        return bytes.ToArray();
    }

    // Whole and broken copies of a learned run.
    private void AddModels()
    {
        foreach (string name in (string[])["run", "nojson", "badjson", "halfjson", "noweights", "cutweights", "flipped"])
        {
            folder.Copy(learned.Overdamped, name);
        }

        File.Delete(folder["nojson/model.json"]);
        folder.Write("badjson/model.json", "{\"energy\": ");
        folder.Write("halfjson/model.json", "{\"energy\": {}}");
        File.Delete(folder["noweights/model.safetensors"]);
        byte[] weights = File.ReadAllBytes(folder["run/model.safetensors"]);
        File.WriteAllBytes(folder["cutweights/model.safetensors"], weights[..^9]);
        weights[^9] ^= 1;
        File.WriteAllBytes(folder["flipped/model.safetensors"], weights);
    }

    private void Refused(int code, string args, string expected)
    {
        string[] before = folder.Everything();
        Called called = Called.With(args.Length == 0 ? [] : args.Replace("~", folder.Path, StringComparison.Ordinal).Split(' '));
        Assert.Contains(expected.Replace("~", folder.Path, StringComparison.Ordinal), called.Complaint(), StringComparison.Ordinal);
        Assert.StartsWith("error: ", called.Error, StringComparison.Ordinal);
        Assert.Equal((code, ""), (called.Code, called.Out));
        Assert.Equal(before, folder.Everything());
    }
}
