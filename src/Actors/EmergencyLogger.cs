using Akka.Event;

namespace Actors;

/// <summary>
/// Akka's logger for while no other runs, and what its default logger prints through. As a system stops, it is handed what the
/// others had not come to, of whatever level: of that, only warnings and errors are worth a line at the end.
/// </summary>
public sealed class EmergencyLogger : MinimalLogger
{
    private readonly TextWriter _output;

    /// <summary>Creates the logger as Akka does, to write where the console's output goes.</summary>
    public EmergencyLogger()
        : this(Console.Out)
    {
    }

    /// <summary>Creates the logger.</summary>
    /// <param name="output">Gets a line for each warning and error.</param>
    internal EmergencyLogger(TextWriter output)
    {
        _output = output;
    }

    /// <inheritdoc/>
    protected override void Log(object message)
    {
        if (message is Warning or Error)
        {
            _output.WriteLine(message);
        }
    }
}
