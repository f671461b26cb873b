using Akka.Actor;
using Akka.Event;

namespace Actors.Tests;

public class EmergencyLoggerTests
{
    [Fact]
    public async Task The_programs_configuration_names_it()
    {
        var system = ActorSystem.Create("emergency", ReferenceConfig.Value);

        Assert.IsType<EmergencyLogger>(system.Settings.StdoutLogger);

        await system.Terminate();
    }

    [Fact]
    public void Of_what_is_left_as_the_system_stops_only_warnings_and_errors_are_told()
    {
        var told = new StringWriter();
        var logger = new EmergencyLogger(told);

        logger.Tell(new Debug("camera", GetType(), "looked"));
        logger.Tell(new Info("camera", GetType(), "stopping"));
        logger.Tell(new Warning("camera", GetType(), "lost its picture"));
        logger.Tell(new Error(null, "camera", GetType(), "broke"));

        Assert.Collection(told.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.EndsWith("lost its picture", line, StringComparison.Ordinal),
            line => Assert.EndsWith("broke", line, StringComparison.Ordinal));
    }
}
