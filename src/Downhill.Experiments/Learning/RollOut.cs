using Downhill.Compute;
using Downhill.Objectives;

namespace Downhill.Experiments.Learning;

/// <summary>The learned dynamics at work on many starts at once, in double.</summary>
internal sealed class RollOut
{
    private readonly Computation<double> _computation;
    private readonly TrajectoryMatching _objective;

    internal RollOut(Energy energy, TrajectoryMatching objective, int threads)
    {
        _objective = objective with { Storage = LoopStorage.States };
        _computation = Computation.Compile<double>(threads, _objective.RollOut(energy, Node.Setting("friction")));
        _computation.Set(energy.Parameters.Append(objective.Settings[0]));
    }

    /// <summary>The predicted states, shape [starts, K, state].</summary>
    internal double[] From(double[] starts, double friction)
    {
        if (_objective.Motion == Motion.Inertial)
        {
            _computation.Set("friction", friction);
        }

        _computation.Set("start", starts);
        _computation.Run();
        return _computation[0].ToArray();
    }
}
