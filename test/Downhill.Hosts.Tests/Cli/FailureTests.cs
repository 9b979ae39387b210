using Downhill.Cli;
using Downhill.Data;
using Downhill.Experiments;

namespace Downhill.Hosts.Tests.Cli;

/// <summary>Which exception is which exit code.</summary>
public sealed class FailureTests
{
    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new SettingException("x"), 2, "error: x\n" },
        { new DataException("f", 3, 4, "found y"), 3, "error: f:3:4: found y\n" },
        { new IOException("No space left on device : '/a'"), 3, "error: a file could not be read or written: No space left on device : '/a'\n" },
        { new UnauthorizedAccessException("a\nb"), 3, "error: a file could not be read or written: a b\n" },
        { new ArithmeticException("the loss is NaN"), 4, "error: the loss is NaN\n" },
        { new AggregateException(new ArithmeticException("the loss is NaN")), 4, "error: the loss is NaN\n" },
        { new OverflowException("o"), 70, "internal error: OverflowException: o; please report\n" },
        { new InvalidOperationException("i\r\n"), 70, "internal error: InvalidOperationException: i  ; please report\n" },
        { new OperationCanceledException("s"), 75, "stopped: s\n" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_is_one_line_and_its_code(Exception failure, int code, string line)
    {
        using StringWriter error = new();
        Assert.Equal((code, line), (Failure.Tell(failure, new Screen(TextWriter.Null, error, IsTerminal: false)), error.ToString()));
    }
}
