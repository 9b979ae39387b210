using System.Reflection;

namespace Downhill.Cli;

/// <summary>One call of <c>downhill</c>.</summary>
internal static class Invocation
{
    /// <summary>Does what the command line says.</summary>
    /// <param name="args">The command line, without the program's name.</param>
    /// <param name="screen">Where to write.</param>
    /// <param name="stop">Asks to save and end.</param>
    /// <returns>An exit code; nothing is thrown.</returns>
    internal static int Run(string[] args, Screen screen, CancellationToken stop)
    {
        try
        {
            Request request = Parser.Parse(args);
            switch (request.Wants)
            {
                case Wants.Help:
                    screen.Out.Write(request.Verb is { } verb ? HelpText.Of(verb) : HelpText.OfAll());
                    return ExitCode.Done;
                case Wants.Version:
                    screen.Out.WriteLine($"downhill {Version()}");
                    return ExitCode.Done;
                default:
                    return request.Verb!.Run(request.Typed!, screen, stop);
            }
        }
        catch (Exception exception)
        {
            return Failure.Tell(exception, screen);
        }
    }

    private static string Version() =>
        typeof(Invocation).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
