using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Decisions;

/// <summary>The bend between the layers of a network that was learned elsewhere.</summary>
public enum LayerBend
{
    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>tanh x.</summary>
    Tanh,

    /// <summary>x σ(x).</summary>
    Silu,

    /// <summary>sin x.</summary>
    Sin,
}

/// <summary>What <c>downhill q certify</c> is told.</summary>
public sealed record CertifySettings
{
    /// <summary>The process.</summary>
    [Setting("the finite decision process, JSON or NPZ")]
    public string? Mdp { get; init; }

    /// <summary>Recorded steps, where there is no process.</summary>
    [Setting("recorded steps instead of --mdp: CSV of state…, action, reward, next…, terminal (0 or 1)")]
    public string? Transitions { get; init; }

    /// <summary>What generalises.</summary>
    [Setting("the network of values: a safetensors file with layers *.weight and *.bias, or mlp:64,64 with random weights; without one a table")]
    public string? Network { get; init; }

    /// <summary>Its bend.</summary>
    [Setting("the bend between the layers of a network from a file")]
    public LayerBend Activation { get; init; } = LayerBend.Relu;

    /// <summary>Whose data.</summary>
    [Setting("who collects the data of --mdp: uniform, greedy (the best policy), pairs (every pair alike), or a file of a policy")]
    public string Policy { get; init; } = "uniform";

    /// <summary>α.</summary>
    [Setting("step size of the update", Above = 0, Maximum = 1e9)]
    public double Step { get; init; } = 0.01;

    /// <summary>γ of recorded steps.</summary>
    [Setting("discount of recorded steps; a process has its own", Minimum = 0, Maximum = 0.9999999)]
    public double Discount { get; init; } = 0.99;

    /// <summary>Names the random weights.</summary>
    [Setting("names the random weights of mlp:", Minimum = 0)]
    public long Seed { get; init; } = 1;
}
