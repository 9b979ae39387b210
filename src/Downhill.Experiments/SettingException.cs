namespace Downhill.Experiments;

/// <summary>A flag, a setting or an output directory that cannot be used; the message is one line, and the exit code is 2.</summary>
/// <param name="message">Where, what was found, what was expected.</param>
/// <param name="cause">The exception that told us, or null.</param>
public sealed class SettingException(string message, Exception? cause = null)
    : Exception(string.Concat(message.Select(character => char.IsControl(character) ? ' ' : character)), cause);
