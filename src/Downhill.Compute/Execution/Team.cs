namespace Downhill.Compute.Execution;

/// <summary>A few threads that wait for work together; the caller is one of them.</summary>
/// <remarks>A call starts in about a microsecond and allocates nothing. Threads sleep when nothing comes for a while, and end with the process.</remarks>
internal sealed class Team
{
    private const int SpinsBeforeSleep = 20_000;

    private readonly Lock _oneAtATime = new();
    private readonly object _asleep = new();
    private Action<int>? _work;
    private Exception? _failure;
    private int _round, _busy;

    private Team(int size)
    {
        Size = size;
        for (int member = 1; member < size; member++)
        {
            int number = member;
            new Thread(() => Serve(number)) { IsBackground = true, Name = $"Downhill tiles {number}" }.Start();
        }
    }

    /// <summary>How many threads, the caller included.</summary>
    internal int Size { get; }

    private static readonly Lock Gate = new();
    private static readonly Dictionary<int, Team> Teams = [];

    /// <summary>The team of that size; teams are shared by all programs of the process.</summary>
    internal static Team Of(int size)
    {
        lock (Gate)
        {
            return Teams.TryGetValue(size, out Team? team) ? team : Teams[size] = new Team(size);
        }
    }

    /// <summary>Runs work(0) … work(Size − 1), one on each thread, and returns when all are done.</summary>
    internal void Run(Action<int> work)
    {
        if (Size == 1)
        {
            work(0);
            return;
        }

        lock (_oneAtATime)
        {
            _failure = null;
            _work = work;
            Volatile.Write(ref _busy, Size - 1);
            Interlocked.Increment(ref _round);
            lock (_asleep)
            {
                Monitor.PulseAll(_asleep);
            }

            Try(work, 0);
            SpinWait spin = default;
            while (Volatile.Read(ref _busy) > 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            if (_failure is { } failure)
            {
                throw new InvalidOperationException("A tile failed: " + failure.Message, failure);
            }
        }
    }

    private void Serve(int number)
    {
        for (int seen = 0; ; seen++)
        {
            for (int spins = 0; Volatile.Read(ref _round) == seen; spins++)
            {
                if (spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(1);
                }
                else
                {
                    Sleep(seen);
                }
            }

            Try(_work!, number);
            Interlocked.Decrement(ref _busy);
        }
    }

    private void Sleep(int seen)
    {
        lock (_asleep)
        {
            while (Volatile.Read(ref _round) == seen)
            {
                Monitor.Wait(_asleep);
            }
        }
    }

    private void Try(Action<int> work, int number)
    {
#pragma warning disable CA1031 // Whatever a tile throws is handed to the caller of Run.
        try
        {
            work(number);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
        }
#pragma warning restore CA1031
    }
}
