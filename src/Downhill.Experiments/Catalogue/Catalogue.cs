using Downhill.Data;
using Downhill.Experiments.Bootstrapping;
using Downhill.Experiments.Codes;
using Downhill.Experiments.DensityStudies;
using Downhill.Experiments.Imitating;
using Downhill.Experiments.InverseStudies;
using Downhill.Experiments.Operators;
using Downhill.Experiments.Samplers;
using Downhill.Experiments.Spirals;
using Downhill.Experiments.StepFunctions;
using Downhill.Experiments.Studies;

namespace Downhill.Experiments;

/// <summary>Every experiment.</summary>
public static class Catalogue
{
    /// <summary>All of them, at their default size.</summary>
    public static IReadOnlyList<Experiment> All { get; } =
    [
        new TrainingDynamics(),
        new CostScaling(),
        new RecoverPotentials(),
        new ThreeStiffWells(),
        new RecordedPendulum(),
        new RecordedColloids(),
        new SharesOfDownhill(),
        new StepFunctionShootout(),
        new DescriptionLength(),
        new GradientRoutes(),
        new OperatorBridge(),
        new OperatorMismatch(),
        new WhichOperator(),
        new SamplerMoments(),
        new SamplerCalibration(),
        new DensityBenchmark(),
        new ObjectiveTable(),
        new TrainingStability(),
        new SpiralWidth(),
        new SpiralFlat(),
        new TwoParabolas(),
        new GolfCourse(),
        new SoftValuesScaling(),
        new Identify(),
        new WassersteinIoc(),
        new GanIrlEbm(),
        new MceExact(),
        new IrlSampleError(),
        new IrlImperfect(),
        new OptVRecovery(),
        new SurvivalBias(),
        new AirlTransfer(),
        new ExpertRollouts(),
        new DivergenceThresholds(),
        new OnOffPolicy(),
        new CertifyGarnet(),
        new MomentumLimits(),
        new KernelStep(),
        new CorrectedSteps(),
        new Overparameterised(),
        new PolicySteps(),
        new PreQn(),
    ];

    /// <summary>The experiment of a name.</summary>
    /// <param name="name">What to type after <c>run</c>.</param>
    /// <exception cref="SettingException">There is none; the nearest is named.</exception>
    public static Experiment Named(string name) =>
        All.FirstOrDefault(experiment => experiment.Name == name)
        ?? throw new SettingException($"run: found no experiment '{name}', did you mean {NearestName.Among(name, All.Select(experiment => experiment.Name))}?");
}
