using Downhill.Cli;

using CancellationTokenSource stop = new();
using Signals signals = new(stop);
return Invocation.Run(args, Screen.OfProcess(), stop.Token);
