using Downhill.Experiments.Runs;

namespace Downhill.Experiments.Decisions;

/// <summary>Demonstrations that were read and checked, ready to be explained.</summary>
internal abstract record IrlTask(IrlSettings Settings)
{
    /// <summary>The report's title.</summary>
    internal abstract string Title { get; }

    /// <summary>What was given and done, in a few sentences.</summary>
    internal abstract string Lead { get; }

    /// <summary>Where everything is.</summary>
    internal abstract string Footer { get; }

    /// <summary>Explains them: writes the reward and the policy, and tells what was found.</summary>
    internal abstract IEnumerable<Finding> Run(RunDirectory run, Action<string> tell, CancellationToken stop);

    /// <summary>Reads and checks everything that can be checked before.</summary>
    internal static IrlTask Of(IrlSettings settings)
    {
        string demonstrations = settings.Demonstrations ?? throw new SettingException("demonstrations: found none, expected a file; give it as the first word, for example downhill irl demos.csv --mdp grid.json");
        return (settings.Mdp, settings.Env) switch
        {
            ({ } mdp, null) => TabularTask.Of(settings, demonstrations, mdp),
            (null, { } environment) => EnvironmentTask.Of(settings, demonstrations, environment),
            (null, null) => throw new SettingException($"mdp: found none, expected the decision process that {demonstrations} is of; give it with --mdp FILE, or an environment with --env NAME"),
            _ => throw new SettingException("env: found --mdp beside it, expected one of them"),
        };
    }
}
