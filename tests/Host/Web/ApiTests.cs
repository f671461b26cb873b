using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OpenCvSharp;

namespace Actors.Tests.Host.Web;

/// <summary>What scripts and monitoring ask a running host.</summary>
public sealed class ApiTests(RunningWeb web) : IClassFixture<RunningWeb>
{
    [Fact]
    public async Task Cameras_and_devices_tell_what_they_do()
    {
        var camera = (await web.UntilAsync("/api/cameras", cameras => cameras[0].GetProperty("rendered").GetInt64() > 10))[0];
        var devices = await web.UntilAsync("/api/devices", devices => devices.EnumerateArray().All(device => device.GetProperty("frames").GetInt64() > 0));

        Assert.Equal("front", camera.GetProperty("name").GetString());
        Assert.Equal("test:640x480@30", camera.GetProperty("source").GetString());
        Assert.Equal(JsonValueKind.Object, camera.GetProperty("dropped").ValueKind);
        Assert.True(camera.GetProperty("latencyMs").GetProperty("p99").GetDouble() >= camera.GetProperty("latencyMs").GetProperty("p50").GetDouble());
        Assert.Equal(["sim:0", "sim:1"], devices.EnumerateArray().Select(device => device.GetProperty("name").GetString()));
        Assert.All(devices.EnumerateArray(), device => Assert.True(device.GetProperty("serviceMs").GetProperty("p50").GetDouble() >= 4));
    }

    [Fact]
    public async Task Status_says_what_limits_the_rate_and_what_to_change()
    {
        await web.UntilAsync("/api/status", status => status.GetProperty("cameras")[0].GetProperty("rendered").GetInt64() > 60);

        var limit = (await web.UntilAsync("/api/status", status => status.GetProperty("bottleneck").GetProperty("stage").GetString() != "")).GetProperty("bottleneck");

        Assert.StartsWith("Bottleneck: ", limit.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.NotEqual("", limit.GetProperty("advice").GetString());
    }

    [Fact]
    public async Task It_is_live_and_ready()
    {
        Assert.Equal("live", (await web.JsonAsync("/health/live")).GetProperty("status").GetString());
        Assert.Equal("ready", (await web.UntilAsync("/api/cameras", cameras => cameras[0].GetProperty("captured").GetInt64() > 0) is var _
            ? await web.JsonAsync("/health/ready") : default).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_snapshot_is_a_JPEG_of_the_width_that_was_asked_for()
    {
        using var small = await SnapshotAsync("?width=320");
        using var full = await SnapshotAsync("?width=0");

        Assert.Equal(new Size(320, 240), small.Size());
        Assert.Equal(new Size(640, 480), full.Size());
    }

    [Fact]
    public async Task A_stream_gives_one_picture_after_another()
    {
        using var response = await web.Client.GetAsync("/api/cameras/front/stream.mjpg?width=160", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("multipart/x-mixed-replace", response.Content.Headers.ContentType!.MediaType);
        var boundary = response.Content.Headers.ContentType.Parameters.Single(parameter => parameter.Name == "boundary").Value!;
        using var stream = await response.Content.ReadAsStreamAsync();

        var first = await PictureAsync(stream, boundary);
        var second = await PictureAsync(stream, boundary);

        Assert.NotEqual(first, second);
        using var picture = Cv2.ImDecode(second, ImreadModes.Color);
        Assert.Equal(new Size(160, 120), picture.Size());
    }

    [Fact]
    public async Task Events_tell_of_detections_and_of_the_status()
    {
        using var events = await web.EventsAsync("kinds=detections,status&camera=front");

        var detection = await RunningWeb.EventAsync(events, "detections");
        var status = await RunningWeb.EventAsync(events, "status");

        Assert.Equal("front", detection.GetProperty("camera").GetString());
        Assert.Equal(1, detection.GetProperty("detections").GetArrayLength());
        Assert.Equal("front", status.GetProperty("cameras")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task An_image_is_looked_at_by_the_same_devices()
    {
        using var picture = new Mat(240, 320, MatType.CV_8UC3, Scalar.All(0));
        Cv2.Rectangle(picture, new Rect(100, 80, 60, 60), Scalar.White, thickness: -1);
        Cv2.ImEncode(".png", picture, out var png);
        using var body = new ByteArrayContent(png);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");

        using var response = await web.Client.PostAsync("/api/detect", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.StartsWith("sim:", answer.GetProperty("device").GetString(), StringComparison.Ordinal);
        var box = Assert.Single(answer.GetProperty("detections").EnumerateArray()).GetProperty("box");
        Assert.Equal(100, box.GetProperty("x").GetDouble(), 4.0);
        Assert.Equal(80, box.GetProperty("y").GetDouble(), 4.0);
    }

    [Fact]
    public async Task The_description_lists_every_address_of_the_API()
    {
        var paths = (await web.JsonAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();

        string[] all =
        [
            "/api/cameras", "/api/cameras/{id}", "/api/cameras/{id}/snapshot.jpg", "/api/cameras/{id}/stream.mjpg", "/api/devices", "/api/detect", "/api/events",
            "/api/history", "/api/settings", "/api/status", "/health/live", "/health/ready",
        ];
        Assert.Equal(all.Order(StringComparer.Ordinal), paths.Order(StringComparer.Ordinal));
    }

    private async Task<Mat> SnapshotAsync(string query)
    {
        using var response = await web.Client.GetAsync($"/api/cameras/front/snapshot.jpg{query}");
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        return Cv2.ImDecode(await response.Content.ReadAsByteArrayAsync(), ImreadModes.Color);
    }

    private static async Task<byte[]> PictureAsync(Stream stream, string boundary)
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        var length = 0;
        Assert.Equal($"--{boundary}", await LineAsync(stream, patience.Token));
        for (string line; (line = await LineAsync(stream, patience.Token)).Length > 0;)
        {
            length = line.StartsWith("Content-Length: ", StringComparison.Ordinal) ? int.Parse(line["Content-Length: ".Length..], System.Globalization.CultureInfo.InvariantCulture) : length;
        }

        var picture = new byte[length];
        await stream.ReadExactlyAsync(picture, patience.Token);
        Assert.Equal("", await LineAsync(stream, patience.Token));
        return picture;
    }

    private static async Task<string> LineAsync(Stream stream, CancellationToken patience)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, patience);
            if (one[0] == '\n')
            {
                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }
    }
}
