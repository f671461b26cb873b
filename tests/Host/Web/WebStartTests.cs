using System.Net;
using System.Net.Sockets;

namespace Actors.Tests.Host.Web;

/// <summary>How the page comes up with a run, and goes.</summary>
public sealed class WebStartTests : IDisposable
{
    private readonly HostProgram _program = new();

    public WebStartTests() => _program.Environment.Remove("ACTORS_Web__Address");

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task A_port_that_is_taken_is_told_and_the_run_goes_on()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        using var process = _program.Start("run", "--devices", "2xsim:1ms", "--output", "jsonl:-", "--camera", "test:64x48@30", "--web", $"{taken.LocalEndpoint}");

        await process.SeesAsync($"There is no page, since {taken.LocalEndpoint} cannot be listened at");
        await process.SeesMoreFramesAsync();
    }

    [Fact]
    public async Task Without_it_nothing_listens()
    {
        var result = (await _program.SimulateAsync("--camera", "test:64x48@0", "--frames", "20", "--no-web")).Done();

        Assert.DoesNotContain("The page is at", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_others_reach_is_refused_without_a_token()
    {
        var told = (await _program.SimulateAsync("--camera", "test:64x48@0", "--frames", "1", "--web", "0.0.0.0:0")).Refused(2);

        Assert.Contains("the command line: Web:Address: 0.0.0.0:0 can be reached by others", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Viewers_and_listeners_do_not_keep_the_program_from_ending()
    {
        var web = new RunningWeb();
        await web.InitializeAsync();
        using var pictures = await web.Client.GetAsync("/api/cameras/front/stream.mjpg", HttpCompletionOption.ResponseHeadersRead);
        using var events = await web.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead);

        // Which fails where the program does not end.
        await web.DisposeAsync();
    }
}
