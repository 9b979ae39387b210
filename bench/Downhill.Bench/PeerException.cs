namespace Downhill.Bench;

/// <summary>The other side ended, or answered what nobody asked; what it said stands on the error stream.</summary>
internal sealed class PeerException(string message) : Exception(message);
