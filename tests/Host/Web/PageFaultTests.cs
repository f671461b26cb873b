using System.Text.Json;
using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>A device fails while somebody looks.</summary>
[Collection(BrowserTests.Name)]
public sealed class PageFaultTests(Chromium chromium)
{
    // Of what the page shows and when, as it changes.
    private const string Note = """
        () => {
          window.noted = [];
          const badge = [...document.querySelectorAll('.device')].find(card => card.querySelector('h3').textContent === 'sim:1').querySelector('.badge');
          const note = () => window.noted.push({ text: badge.textContent, at: Date.now() });
          new MutationObserver(note).observe(badge, { childList: true, characterData: true, subtree: true });
          note();
        }
        """;

    [SkippableFact]
    public async Task It_shows_within_two_seconds_and_clears()
    {
        // The device that fails is much the faster one, so that it gets the frames, however slow the machine; and it gets none
        // before the page is there.
        var page = await chromium.OpenAsync();
        var web = RunningWeb.With("--devices", "sim:300ms,sim:5ms?lost-after=10&back-after=2s");
        web.Environment["ACTORS_Cameras__front__Source"] = "test:320x240@10";
        web.Environment["ACTORS_Cameras__front__Paused"] = "true";
        await web.InitializeAsync();
        try
        {
            await page.GotoAsync(web.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            var badge = page.Locator(".device .badge").Nth(1);
            await Assertions.Expect(badge).ToHaveTextAsync("in service");
            await page.EvaluateAsync(Note);

            await page.GetByText("Go on", new() { Exact = true }).ClickAsync();

            await page.WaitForFunctionAsync("() => window.noted.some(note => note.text === 'lost')");
            var fault = (await web.UntilAsync("/api/devices", devices => devices[1].GetProperty("lastFault").ValueKind != JsonValueKind.Null))[1].GetProperty("lastFault");
            await Assertions.Expect(badge).ToHaveTextAsync("in service");
            Assert.Equal("lost", fault.GetProperty("state").GetString());
            var shown = await page.EvaluateAsync<double>("() => window.noted.find(note => note.text === 'lost').at");
            Assert.InRange(shown - fault.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds(), -50, 2000);
            await Assertions.Expect(page.Locator("#happened")).ToContainTextAsync("Device sim:1 is lost.");
        }
        finally
        {
            await page.CloseAsync();
            await web.DisposeAsync();
        }
    }
}
