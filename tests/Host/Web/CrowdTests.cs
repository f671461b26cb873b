using System.Net;

namespace Actors.Tests.Host.Web;

/// <summary>More who look and listen than there should be. What they cost, <c>bench -- web</c> measures.</summary>
public sealed class CrowdTests : IAsyncLifetime
{
    private const int MostViewers = 64;
    private const int MostStreams = 32;

    private readonly RunningWeb _web = new();

    public Task InitializeAsync() => _web.InitializeAsync();

    public Task DisposeAsync() => _web.DisposeAsync();

    [Fact]
    public async Task Of_eighty_viewers_who_do_not_read_as_many_are_served_as_may_be_and_frames_still_come()
    {
        await _web.UntilAsync("/api/cameras/front", camera => camera.GetProperty("rendered").GetInt64() > 30);

        var (served, refused) = await OpenAsync("/api/cameras/front/stream.mjpg", 80);

        Assert.Equal(MostViewers, served.Count);
        Assert.All(refused, status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        var before = (await _web.JsonAsync("/api/cameras/front")).GetProperty("rendered").GetInt64();
        await _web.UntilAsync("/api/cameras/front", camera => camera.GetProperty("rendered").GetInt64() > before + 60);
        served.ForEach(response => response.Dispose());
    }

    [Fact]
    public async Task Of_a_thousand_event_streams_as_many_are_served_as_may_be_and_their_places_are_free_once_they_have_gone()
    {
        await _web.UntilAsync("/api/cameras/front", camera => camera.GetProperty("rendered").GetInt64() > 30);

        var (served, refused) = await OpenAsync("/api/events?kinds=detections,status", 1000);

        Assert.Equal(MostStreams, served.Count);
        Assert.All(refused.Where(status => status is not null), status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
        served.ForEach(response => response.Dispose());
        await AnotherIsServedAsync("/api/events");
    }

    // Without a status: not even let in.
    private async Task<(List<HttpResponseMessage> Served, List<HttpStatusCode?> Refused)> OpenAsync(string path, int count)
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            try
            {
                return await _web.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            }
            catch (HttpRequestException)
            {
                return null;
            }
        }));
        return (
            [.. asked.OfType<HttpResponseMessage>().Where(response => response.IsSuccessStatusCode)],
            [.. asked.Where(response => response is not { IsSuccessStatusCode: true }).Select(response => response?.StatusCode)]);
    }

    // So many requests a second are answered; and that a client has gone is seen a moment later.
    private Task<bool> AnotherIsServedAsync(string path) => Repeatedly.AskAsync(
        async stopping =>
        {
            try
            {
                using var response = await _web.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stopping);
                return response.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // Not let in yet.
                return false;
            }
        },
        served => served);
}
