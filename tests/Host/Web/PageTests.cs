using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Actors.Host.Web;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>The page in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageTests(PageWeb web, Chromium chromium) : IClassFixture<PageWeb>, IAsyncLifetime
{
    // How many pixels of the picture are of a strong colour. The test pattern is grey; boxes are not.
    private const string ColouredPixels = """
        image => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
          let count = 0;
          for (let at = 0; at < data.length; at += 4) {
            count += Math.max(data[at], data[at + 1], data[at + 2]) - Math.min(data[at], data[at + 1], data[at + 2]) > 80 ? 1 : 0;
          }
          return count;
        }
        """;

    // None of what the test before has put.
    public Task InitializeAsync() => PutAsync(new { });

    public Task DisposeAsync() => Task.CompletedTask;

    [SkippableFact]
    public async Task It_shows_moving_pictures_with_boxes_and_says_no_error_and_asks_nobody_else()
    {
        var page = await chromium.OpenAsync();
        var said = new List<string>();
        var asked = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                said.Add(message.Text);
            }
        };
        page.PageError += (_, error) => said.Add(error);
        page.Request += (_, request) => asked.Add(request.Url);

        await OpenAsync(page);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        var picture = page.Locator(".camera .picture img").First;
        await MovesAsync(page, picture);

        Assert.True(await picture.EvaluateAsync<int>(ColouredPixels) > 100);
        await Assertions.Expect(page.Locator("#verdict")).ToContainTextAsync("Bottleneck: ");
        await Assertions.Expect(page.Locator(".device .badge").First).ToHaveTextAsync("in service");
        Assert.Empty(said);
        Assert.All(asked, url => Assert.True(new Uri(url).Scheme is "data" or "blob" || new Uri(url).Authority == web.Address.Authority, url));
    }

    [SkippableFact]
    public async Task A_threshold_that_is_changed_on_it_is_seen_in_the_picture()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        var picture = page.Locator(".camera .picture img").First;
        await MovesAsync(page, picture);
        var slider = page.GetByLabel("Threshold").First;

        // Simulated devices are always sure.
        await slider.FillAsync("1");
        await ShowsAsync(page, picture, count => count < 50);

        await slider.FillAsync("0.5");
        await ShowsAsync(page, picture, count => count > 100);
    }

    [SkippableFact]
    public async Task A_setting_that_cannot_be_is_refused_with_its_reason()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await page.GetByLabel("HOCON over the files’").FillAsync("akka.actor.deployment.\"/pipeline/tpu\".credits = 0");

        await page.GetByText("Check and apply").ClickAsync();

        await Assertions.Expect(page.Locator("#outcome")).ToContainTextAsync("credits: '0' is no whole number from 1 to 64.");
        Assert.Equal("", (await web.JsonAsync("/api/settings")).GetProperty("live").GetProperty("hocon").GetString());
    }

    [SkippableFact]
    public async Task What_is_not_in_force_yet_is_told_and_stays_to_be_read()
    {
        var page = await chromium.OpenAsync();

        // As the host answers where a device does not open; none of its own can be had to do so.
        await page.RouteAsync("**/api/settings", route => route.Request.Method == "PUT"
            ? route.FulfillAsync(new() { ContentType = "application/json", Body = """{"version":1,"complete":false,"lines":["device edgetpu:usb:7 is not changed: it does not open yet."]}""" })
            : route.FallbackAsync());
        await OpenAsync(page);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");

        await page.GetByText("Check and apply").ClickAsync();

        await Assertions.Expect(page.Locator("#outcome")).ToHaveTextAsync("The HOCON is in force. But not all of it yet: device edgetpu:usb:7 is not changed: it does not open yet.");
        await Assertions.Expect(page.Locator("#outcome")).ToHaveAttributeAsync("data-kind", "pending");
        await Assertions.Expect(page.Locator("#happened li").First).ToContainTextAsync("does not open yet");
    }

    [SkippableFact]
    public async Task What_somebody_is_about_to_put_stays_when_others_change_settings()
    {
        const string draft = "akka.actor.deployment.\"/pipeline/tpu\".credits = 1";
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        var (hocon, frames) = (page.GetByLabel("HOCON over the files’"), page.GetByLabel("Frames in flight, of each camera"));
        await Assertions.Expect(frames).ToHaveValueAsync("auto");
        await hocon.FillAsync(draft);
        await page.GetByText("Check and apply").FocusAsync();

        // The other field shows that the page has heard of it.
        await PutAsync(new { framesInFlight = "3" });
        await Assertions.Expect(frames).ToHaveValueAsync("3");
        await Assertions.Expect(hocon).ToHaveValueAsync(draft);

        await frames.FillAsync("5");
        await page.GetByText("As it is in force").ClickAsync();
        await Assertions.Expect(hocon).ToHaveValueAsync("");
        await PutAsync(new { hocon = "actors.frames-in-flight = 4" });
        await Assertions.Expect(hocon).ToHaveValueAsync("actors.frames-in-flight = 4");
        await Assertions.Expect(frames).ToHaveValueAsync("5");

        // What has been put is in force, and no draft any more.
        await frames.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#outcome")).ToHaveTextAsync("Frames in flight: 5.");
        await PutAsync(new { });
        await Assertions.Expect(frames).ToHaveValueAsync("auto");
    }

    [SkippableFact]
    public async Task A_device_that_is_taken_out_of_service_puts_none_back_that_HOCON_keeps_out()
    {
        await PutAsync(new { hocon = "akka.actor.deployment.\"/pipeline/tpu\".out-of-service = [\"sim:1\"]" });
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        var badges = page.Locator(".device .badge");
        await Assertions.Expect(badges).ToHaveTextAsync(["in service", "parked"]);

        await page.GetByText("Take out of service").ClickAsync();

        await Assertions.Expect(page.GetByText("Put into service")).ToHaveCountAsync(2);
        await Assertions.Expect(badges).ToHaveTextAsync(["parked", "parked"]);
        Assert.Equal(["sim:0", "sim:1"], (await web.JsonAsync("/api/settings")).GetProperty("effective").GetProperty("outOfService").EnumerateArray().Select(name => name.GetString()).Order());

        await page.GetByText("Put into service").Nth(1).ClickAsync();

        await Assertions.Expect(badges).ToHaveTextAsync(["parked", "in service"]);
    }

    [SkippableFact]
    public async Task A_camera_is_paused_and_goes_on_by_keyboard_alone()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        var button = page.GetByText("Pause", new() { Exact = true }).First;
        await button.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".camera .badge").First).ToHaveTextAsync("paused");

        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.Locator(".camera .badge").First).ToHaveTextAsync("capturing");
        await MovesAsync(page, page.Locator(".camera .picture img").First);
    }

    [SkippableFact]
    public async Task A_page_that_is_closed_is_looked_at_by_nobody_any_more()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await MovesAsync(page, page.Locator(".camera .picture img").First);

        await page.GotoAsync("about:blank");

        await NothingIsEncodedAsync();
    }

    [SkippableFact]
    public async Task A_tab_that_is_hidden_hears_and_gets_nothing_until_it_is_looked_at_again()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        var picture = page.Locator(".camera .picture img").First;
        await MovesAsync(page, picture);

        await Tabs.HideAsync(page, true);

        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Asleep");
        await NothingIsEncodedAsync();

        await Tabs.HideAsync(page, false);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
        await MovesAsync(page, picture);
    }

    [SkippableFact]
    public async Task Where_too_many_listen_it_says_so_and_listens_once_others_have_gone()
    {
        var page = await chromium.OpenAsync();
        var others = await ListenAsManyAsMayBeAsync();
        await OpenAsync(page);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("32 streams are open, and no more are served. Try again when some have gone. Trying again…");

        others.ForEach(stream => stream.Dispose());

        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
    }

    [SkippableFact]
    public async Task It_has_no_serious_fault_for_those_who_cannot_see_or_point()
    {
        var page = await chromium.OpenAsync(new() { ColorScheme = ColorScheme.Light });
        await OpenAsync(page);
        await Assertions.Expect(page.Locator(".device .badge").First).ToHaveTextAsync("in service");

        AssertNone(await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] }));

        // All that depends on the scheme.
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        AssertNone(await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } }));

        static void AssertNone(AxeResult result)
        {
            var faults = result.Violations.Where(violation => violation.Impact is "serious" or "critical").ToList();
            Assert.True(faults.Count == 0, string.Join('\n', faults.Select(fault => $"{fault.Id}: {fault.Help}: {string.Join(", ", fault.Nodes.Select(node => node.Html))}")));
        }
    }

    [SkippableFact]
    public async Task Nothing_of_it_sticks_out_on_any_screen()
    {
        var page = await chromium.OpenAsync();
        await OpenAsync(page);
        await page.Locator(".device").Nth(1).WaitForAsync();
        foreach (var (width, height) in new[] { (1440, 900), (1024, 768), (768, 1024), (390, 844), (320, 568) })
        {
            await page.SetViewportSizeAsync(width, height);
            Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 0, width);
        }
    }

    // The page of the test before may not be seen to have gone yet.
    private async Task<List<HttpResponseMessage>> ListenAsManyAsMayBeAsync()
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        var streams = new List<HttpResponseMessage>();
        while (streams.Count < EventHub.Most)
        {
            var response = await web.Client.GetAsync("/api/events?kinds=device", HttpCompletionOption.ResponseHeadersRead, patience.Token);
            if (response.IsSuccessStatusCode)
            {
                streams.Add(response);
            }
            else
            {
                response.Dispose();
                await Task.Delay(100, patience.Token);
            }
        }

        return streams;
    }

    private async Task PutAsync(object settings)
    {
        using var response = await web.PutSettingsAsync(settings);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Task<IResponse?> OpenAsync(IPage page) => page.GotoAsync(web.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });

    private static async Task MovesAsync(IPage page, ILocator picture)
    {
        const string content = "image => { const c = document.createElement('canvas'); c.width = 64; c.height = 48; c.getContext('2d').drawImage(image, 0, 0, 64, 48); return image.naturalWidth ? c.toDataURL() : ''; }";
        await picture.WaitForAsync();
        var seen = new HashSet<string>();
        await UntilAsync(page, "The picture moves", async () =>
        {
            seen.Add(await picture.EvaluateAsync<string>(content));
            seen.Remove("");
            return seen.Count == 3;
        });
    }

    private static Task ShowsAsync(IPage page, ILocator picture, Predicate<int> wanted) =>
        UntilAsync(page, "The change is seen", async () => wanted(await picture.EvaluateAsync<int>(ColouredPixels)));

    private static async Task UntilAsync(IPage page, string what, Func<Task<bool>> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < HostProcess.Limit, $"{what}: not within {HostProcess.Limit.TotalSeconds} s.");
            await page.WaitForTimeoutAsync(50);
        }
    }

    // No picture between two looks at the count, which come several pictures apart.
    private async Task NothingIsEncodedAsync()
    {
        using var patience = new CancellationTokenSource(HostProcess.Limit);
        for (var (before, now) = (-1L, await EncodedAsync()); before != now; (before, now) = (now, await EncodedAsync()))
        {
            Assert.False(patience.IsCancellationRequested, $"Pictures are still encoded after {HostProcess.Limit.TotalSeconds} s.");
            await Task.Delay(500);
        }
    }

    private async Task<long> EncodedAsync()
    {
        var line = (await web.Client.GetStringAsync("/metrics")).Split('\n').First(line => line.StartsWith("actors_output_frames_total", StringComparison.Ordinal) && line.Contains("viewers", StringComparison.Ordinal));
        return (long)JsonElement.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 2)..].Split(' ')[0]).GetDouble();
    }
}
