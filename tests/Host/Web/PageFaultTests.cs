using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>A device fails while somebody looks.</summary>
public sealed class PageFaultTests(Chromium chromium) : IClassFixture<Chromium>
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
        var page = await chromium.OpenAsync();
        var web = RunningWeb.With("--devices", "sim:5ms,sim:5ms?lost-after=150&back-after=2s", "--camera", "front=test:640x480@30");
        await web.InitializeAsync();
        try
        {
            await page.GotoAsync(web.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
            await page.Locator(".device").Nth(1).WaitForAsync();
            await page.EvaluateAsync(Note);

            await Assertions.Expect(page.Locator(".device .badge").Nth(1)).ToHaveTextAsync("lost", new() { Timeout = 60_000 });
            await Assertions.Expect(page.Locator(".device .badge").Nth(1)).ToHaveTextAsync("in service", new() { Timeout = 60_000 });

            var fault = (await web.JsonAsync("/api/devices"))[1].GetProperty("lastFault");
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
