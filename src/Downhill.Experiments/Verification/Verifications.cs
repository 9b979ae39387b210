using System.IO.Enumeration;
using Downhill.Experiments.Facts;

namespace Downhill.Experiments;

/// <summary>Every verification.</summary>
public static class Verifications
{
    /// <summary>All of them, what the others rest on first.</summary>
    public static IReadOnlyList<Verification> All { get; } =
    [
        new DerivativeLadder(),
        new OneStepGradient(),
        new FunctionSpace(),
        new NoRotation(),
        new ModifiedEnergy(),
        new EquilibriumPropagation(),
        new InnerLoopGradients(),
        new InertialMotion(),
        new LangevinBias(),
        new Composition(),
        new ConvexSums(),
        new TurningDescent(),
        new GameOfBlocks(),
        new ExponentiatedGradient(),
        new MirrorSteps(),
        new NewtonSteps(),
        new OperatorRest(),
        new OperatorContraction(),
        new ThreeFormalisations(),
        new LearningThroughOperators(),
        new DensityOrEnergy(),
        new ExactDensities(),
        new GridJudgement(),
        new GanFacts(),
        new SoftDecisions(),
        new CausalEntropy(),
        new SolvableControl(),
        new LinearProgrammes(),
        new ReasonsForAPolicy(),
        new WhatRewardsShow(),
        new RewardDistances(),
        new QUpdates(),
        new Certificates(),
        new NetworkUpdates(),
    ];

    /// <summary>Those that may hold a claim asked for by <paramref name="pattern"/>: by name or topic, or else by the id of a claim.</summary>
    /// <param name="pattern">Part of a name, topic or claim id; with <c>*</c> and <c>?</c>, the whole of it. Null: everything.</param>
    public static IReadOnlyList<Verification> Matching(string? pattern)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return All;
        }

        Verification[] named = [.. All.Where(verification => IsNamed(verification, pattern))];
        return named.Length > 0 ? named : [.. All.Where(verification => ClaimIds.All.Any(id => id.StartsWith(verification.Name + '.', StringComparison.Ordinal) && Matches(id, pattern)))];
    }

    /// <summary>Measures what <paramref name="pattern"/> asks for: every claim of a verification with that name or topic, or else the claims with that id.</summary>
    /// <param name="pattern">As in <see cref="Matching"/>.</param>
    /// <returns>The claims as they are measured; none where nothing has such a name.</returns>
    public static IEnumerable<Claim> Run(string? pattern = null) => Matching(pattern).SelectMany(verification =>
        string.IsNullOrEmpty(pattern) || IsNamed(verification, pattern)
            ? verification.Run()
            : verification.Run().Where(claim => Matches(claim.Id, pattern)));

    private static bool IsNamed(Verification verification, string pattern) =>
        Matches(verification.Name, pattern) || Matches(verification.Topic, pattern);

    private static bool Matches(string text, string pattern) => pattern.AsSpan().ContainsAny('*', '?')
        ? FileSystemName.MatchesSimpleExpression(pattern, text)
        : text.Contains(pattern, StringComparison.OrdinalIgnoreCase);
}
