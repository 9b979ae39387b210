using Downhill.Cli;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>What a call of <c>downhill</c> in this process answered.</summary>
internal sealed record Called(int Code, string Out, string Error)
{
    internal static Called With(params string[] args) => With(CancellationToken.None, args);

    internal static Called With(CancellationToken stop, params string[] args)
    {
        using StringWriter answer = new(), error = new();
        int code = Invocation.Run(args, new Screen(answer, error, IsTerminal: false), stop);
        return new(code, answer.ToString(), error.ToString());
    }

    /// <summary>Requires that all went well.</summary>
    internal static Called Well(params string[] args)
    {
        Called called = With(args);
        Assert.True(called.Code == 0, $"{string.Join(' ', args)}: {called.Code}: {called.Error}");
        return called;
    }

    /// <summary>The complaint, which must be one line.</summary>
    internal string Complaint()
    {
        Assert.EndsWith("\n", Error, StringComparison.Ordinal);
        string line = Error.TrimEnd('\n');
        Assert.NotEqual("", line);
        Assert.DoesNotContain(line, char.IsControl);
        return line;
    }
}
