using System.IO.Compression;
using System.Net;
using System.Text;
using Actors.Tests.Capture;
using OpenCvSharp;

namespace Actors.Tests.Host.Web;

/// <summary>What comes to every address that should not: a clear refusal, never a failure, and nothing that tells of the inside.</summary>
public sealed class HostileInputTests(RunningWeb web) : IClassFixture<RunningWeb>
{
    private static readonly string[] Paths =
    [
        "/", "/app.js", "/sign-in", "/api/cameras", "/api/cameras/front", "/api/cameras/front/snapshot.jpg", "/api/devices", "/api/status", "/api/history", "/api/settings",
        "/health/live", "/health/ready", "/metrics", "/openapi/v1.json",
    ];

    private static readonly string[] Tricks =
    [
        "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/....//....//etc/passwd", "/app.js%00.html", "//etc/passwd", "/%c0%ae%c0%ae/etc/passwd",
        "/page/index.html", "/index.html", "/api/cameras/..%2f..%2fetc%2fpasswd/snapshot.jpg", "/api/cameras/%00/snapshot.jpg",
        "/api/cameras/front%0d%0aX:1/snapshot.jpg", "/api/cameras/<script>/snapshot.jpg", "/api/cameras//snapshot.jpg", "/openapi/../api/settings%00", "/openapi/v2.json", "/appsettings.json",
        "/api/cameras/front/snapshot.jpg?width=-1", "/api/cameras/front/snapshot.jpg?width=99999999999999999999", "/api/cameras/front/snapshot.jpg?width=1e3",
        "/api/cameras/front/stream.mjpg?width=%00", "/api/events?kinds=everything", "/api/events?kinds=", "/api/events?camera=nobody", "/api/events?kinds=" + "detections%2c",
    ];

    [Fact]
    public async Task Paths_that_lead_elsewhere_lead_nowhere()
    {
        foreach (var path in Tricks)
        {
            AssertRefused(await AskAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), path);
            await AssertLiveAsync();
        }
    }

    [Fact]
    public async Task Methods_that_are_not_for_an_address_are_refused()
    {
        foreach (var path in Paths)
        {
            foreach (var method in new[] { "DELETE", "PATCH", "TRACE", "POST", "BREW" })
            {
                var answer = await AskAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

                // The sign-in needs no token here, and leads on.
                Assert.InRange(RawHttp.StatusOf(answer), path == "/sign-in" ? 300 : 400, 499);
            }

            await AssertLiveAsync();
        }
    }

    [Fact]
    public async Task Requests_that_are_none_are_refused()
    {
        (string Request, int Status)[] requests =
        [
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: local host\r\n\r\n", 400),
            ("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
            ("CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400),
            ("\0\0\0\0\r\n\r\n", 400),
            ($"GET / HTTP/1.1\r\nHost: localhost\r\n{string.Concat(Enumerable.Range(0, 500).Select(i => $"X{i}: 1\r\n"))}\r\n", 431),
            ("PUT /api/settings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{}", 400),
            ("PUT /api/settings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}", 400),
            ("PUT /api/settings HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n{}", 413),
            ("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 99999999\r\n\r\n", 413),
            ("POST /api/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc", 422),
        ];
        foreach (var (request, status) in requests)
        {
            var answer = await AskAsync(request);
            Assert.True(RawHttp.StatusOf(answer) == status, $"{request[..Math.Min(60, request.Length)]}: {answer[..Math.Min(200, answer.Length)]}");
            AssertTellsNothing(answer);
            await AssertLiveAsync();
        }
    }

    [Theory]
    [InlineData("GET /{0} HTTP/1.1\r\nHost: localhost\r\n\r\n", 20_000, 414)]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: {0}\r\n\r\n", 40_000, 431)]
    public async Task Of_a_head_that_is_too_long_no_more_is_read(string request, int length, int status)
    {
        var answer = await AskAsync(request.Replace("{0}", new string('a', length), StringComparison.Ordinal));

        // Where some of it is still on its way, the connection's end can overtake the answer.
        Assert.Contains(RawHttp.StatusOf(answer), new[] { 0, status });
        AssertTellsNothing(answer);
        await AssertLiveAsync();
    }

    [Fact]
    public async Task Settings_of_every_wrong_kind_are_refused()
    {
        string[] bodies =
        [
            "", "{", "null", "[]", "1", "\"x\"", "{\"threshold\":\"x\"}", "{\"threshold\":1e999}", "{\"threshold\":-0.1}", "{\"cameras\":[]}", "{\"cameras\":{\"front\":null}}",
            "{\"cameras\":{\"front\":{\"classes\":[null]}}}", "{\"cameras\":{\"front\":{\"classes\":\"person\"}}}", "{\"cameras\":{\"front\":{\"framesInFlight\":0}}}",
            "{\"cameras\":{\"front\":{\"framesInFlight\":99999999999}}}", "{\"cameras\":{\"front\":{\"source\":\"/etc/passwd\"}}}", "{\"cameras\":{\"front:Source\":{}}}", "{\"cameras\":{\"\":{}}}",
            "{\"outOfService\":[null]}", "{\"outOfService\":\"sim:0\"}", "{\"outOfService\":[\"\\\"] } x = 1\"]}", "{\"framesInFlight\":\"-1\"}", "{\"framesInFlight\":3}", "{\"hocon\":null}",
            "{\"hocon\":\"a = b\"}", "{\"hocon\":\"actors.device-dispatcher.type = \\\"System.IO.File, mscorlib\\\"\"}", "{\"hocon\":\"akka.actor.deployment.\\\"/pipeline/tpu\\\".devices = [\\\"edgetpu:/etc/passwd?x\\\"]\"}",
            "{\"hocon\":\"akka.actor.deployment.\\\"/pipeline/tpu\\\".devices = []\"}", "{\"hocon\":\"\\u0000\"}", "{\"hocon\":\"" + new string('{', 2000) + "\"}", "{\"hocon\":\"" + new string('[', 2000) + "\"}",
            $"{{\"hocon\":\"a = {new string('[', 2000)}{new string(']', 2000)}\"}}", $"{{\"hocon\":\"{string.Join('.', Enumerable.Repeat('a', 9000))} = 1\"}}",
            new string('[', 5000), "{\"model\":\"/etc/passwd\"}", "{\"__proto__\":{}}", "\ufeff{\"x\":1}", new string(' ', 70_000), "{\"hocon\":\"" + new string('x', 70_000) + "\"}",
        ];
        foreach (var body in bodies)
        {
            await AssertRefusedAsync(() => web.Client.PutAsync("/api/settings", new StringContent(body, Encoding.UTF8, "application/json")), body[..Math.Min(60, body.Length)]);
        }

        foreach (var type in new[] { "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/xml" })
        {
            await AssertRefusedAsync(() => web.Client.PutAsync("/api/settings", Typed("{}"u8.ToArray(), type)), type);
        }
    }

    [Fact]
    public async Task Images_that_are_damaged_too_large_or_none_are_refused()
    {
        using var picture = new Mat(480, 640, MatType.CV_8UC3, Scalar.All(90));
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(255));
        Cv2.ImEncode(".jpg", picture, out var jpeg);
        Cv2.ImEncode(".png", picture, out var png);
        Cv2.ImEncode(".bmp", picture, out var bmp);
        var images = new (string Name, byte[] Bytes)[]
        {
            ("nothing", []),
            ("text", "GIF89a <svg/>"u8.ToArray()),
            ("a bitmap", bmp),
            ("JPEG's first bytes", jpeg[..3]),
            ("half a JPEG", jpeg[..(jpeg.Length / 2)]),
            ("a JPEG without its last bytes", jpeg[..^2]),
            ("half a PNG", png[..(png.Length / 2)]),
            ("a PNG's header", png[..40]),
            ("a PNG of 60,000 x 60,000", PngBomb(60_000, 60_000)),
            ("a PNG that is 1 pixel high and 30 million wide", PngBomb(30_000_000, 1)),
            ("a PNG of no size", PngBomb(0, 0)),
            ("a PNG with garbage in place of pixels", Damaged(png, 60)),
            ("a JPEG that says it is 65,500 x 65,500", Sized(jpeg, 65_500)),
            ("a JPEG that hides that it is 32,000 x 32,000", Jpegs.OfTwoSizes(jpeg, 32_000)),
            ("a JPEG with garbage for a header", Damaged(jpeg, 4)),
            ("a JPEG of many scans", [.. jpeg, .. Enumerable.Range(0, 200).SelectMany(_ => new byte[] { 0xff, 0xda, 0, 2 })]),
            ("more than 16 MiB", new byte[17 * 1024 * 1024]),
        };
        foreach (var (name, bytes) in images)
        {
            // Who waits to be told to go on learns that too much is too much before it is on its way.
            await AssertRefusedAsync(
                () => web.Client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/detect") { Content = Typed(bytes, "image/jpeg"), Headers = { ExpectContinue = true } }), name);
        }

        using var response = await AskAsync(() => web.Client.PostAsync("/api/detect", new ByteArrayContent(jpeg)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // Asks again where too many have asked within a second: that is no refusal of what is asked.
    private static Task<T> AskAsync<T>(Func<Task<T>> ask, Func<T, int> statusOf) =>
        Repeatedly.AskAsync(_ => ask(), answer => statusOf(answer) != (int)HttpStatusCode.TooManyRequests);

    private Task<string> AskAsync(string request) => AskAsync(() => RawHttp.AskAsync(web.Address, request), RawHttp.StatusOf);

    private static Task<HttpResponseMessage> AskAsync(Func<Task<HttpResponseMessage>> ask) => AskAsync(ask, response => (int)response.StatusCode);

    private static void AssertRefused(string answer, string what)
    {
        Assert.True(RawHttp.StatusOf(answer) is >= 400 and < 500, $"{what}: {answer[..Math.Min(200, answer.Length)]}");
        AssertTellsNothing(answer);
    }

    private async Task AssertRefusedAsync(Func<Task<HttpResponseMessage>> ask, string what)
    {
        using var response = await AskAsync(ask);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{what}: {(int)response.StatusCode} {text}");
        Assert.Contains("\"error\":", text, StringComparison.Ordinal);
        AssertTellsNothing(text);
        await AssertLiveAsync();
    }

    private async Task AssertLiveAsync()
    {
        using var response = await AskAsync(() => web.Client.GetAsync("/health/live"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    // No stack, no type, no path of this machine, nothing of a file or the environment.
    private static void AssertTellsNothing(string text)
    {
        foreach (var inside in new[] { "   at ", "Actors.", "System.", "Exception", "root:", AppContext.BaseDirectory })
        {
            Assert.DoesNotContain(inside, text, StringComparison.Ordinal);
        }
    }

    private static ByteArrayContent Typed(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static byte[] Damaged(byte[] image, int from)
    {
        var damaged = image.ToArray();
        new Random(1).NextBytes(damaged.AsSpan(from, Math.Min(2000, damaged.Length - from - 100)));
        return damaged;
    }

    private static byte[] Sized(byte[] jpeg, int side)
    {
        var sized = jpeg.ToArray();
        var header = sized.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc0]);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(sized.AsSpan(header + 5), (ushort)side);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(sized.AsSpan(header + 7), (ushort)side);
        return sized;
    }

    // Well-formed, of nothing but zeros, and small in a file.
    private static byte[] PngBomb(int width, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[1_000_000]);
        }

        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header, width);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        Chunk("IHDR", header);
        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return png.ToArray();

        void Chunk(string name, byte[] data)
        {
            var whole = new byte[data.Length + 12];
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(whole, data.Length);
            Encoding.ASCII.GetBytes(name, whole.AsSpan(4));
            data.CopyTo(whole, 8);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(data.Length + 8), Crc(whole.AsSpan(4, data.Length + 4)));
            png.Write(whole);
        }
    }

    // CRC-32 as PNG has it (ISO 3309).
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffff;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
