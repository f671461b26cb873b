using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>More cameras than a browser has connections for.</summary>
[Collection(BrowserTests.Name)]
public sealed class ManyCamerasTests(ManyCamerasWeb web, Chromium chromium) : IClassFixture<ManyCamerasWeb>
{
    // Brings one after another into sight, and waits for its picture.
    private const string SeeAll = """
        async () => {
          for (const image of document.querySelectorAll('.camera .picture img')) {
            image.scrollIntoView({ block: 'center' });
            while (!image.naturalWidth) {
              await new Promise(resolve => setTimeout(resolve, 20));
            }
          }
        }
        """;

    private const string Streams = "count => document.querySelectorAll('.camera .picture img[src*=\"stream.mjpg\"]').length === count";

    [SkippableFact]
    public async Task All_of_them_show_pictures_side_by_side()
    {
        var page = await chromium.OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await OpenAsync(page);
        await Assertions.Expect(page.Locator(".camera .picture img")).ToHaveCountAsync(ManyCamerasWeb.Cameras);
        await AssertFitsAsync(columns: 4, width: 1440);
        await page.SetViewportSizeAsync(390, 844);
        await AssertFitsAsync(columns: 2, width: 390);

        await page.EvaluateAsync(SeeAll).WaitAsync(HostProcess.Limit);

        async Task AssertFitsAsync(int columns, int width)
        {
            Assert.InRange(await page.EvaluateAsync<int>("() => new Set([...document.querySelectorAll('.camera')].map(card => card.getBoundingClientRect().left)).size"), columns, ManyCamerasWeb.Cameras);
            Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 0, width);
        }
    }

    [SkippableFact]
    public async Task One_that_shows_a_picture_a_second_streams_once_another_has_stopped()
    {
        var page = await chromium.OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await OpenAsync(page);
        await page.WaitForFunctionAsync("() => document.querySelector('.camera .picture img[src*=\"camera05/snapshot.jpg\"]')");

        await page.Locator(".camera summary").First.ClickAsync();
        await page.GetByText("Pause", new() { Exact = true }).First.ClickAsync();

        await page.WaitForFunctionAsync("() => document.querySelector('.camera .picture img[src*=\"camera05/stream.mjpg\"]')");
    }

    [SkippableFact]
    public async Task Two_windows_share_the_browsers_connections_and_the_controls_of_both_work()
    {
        var one = await chromium.OpenAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await OpenAsync(one);
        await one.WaitForFunctionAsync(Streams, 4);

        var other = await one.Context.NewPageAsync();
        await OpenAsync(other);

        // The browser says of both that they are looked at.
        await one.WaitForFunctionAsync(Streams, 2);
        await other.WaitForFunctionAsync(Streams, 1);
        await PauseAsync(one, ManyCamerasWeb.Cameras - 1);
        await PauseAsync(other, ManyCamerasWeb.Cameras - 2);
        await Assertions.Expect(one.Locator("#link")).ToHaveTextAsync("Live");
        await Assertions.Expect(other.Locator("#link")).ToHaveTextAsync("Live");

        await other.CloseAsync();
        await one.EvaluateAsync("() => scrollTo(0, 0)");
        await one.WaitForFunctionAsync(Streams, 4);

        static async Task PauseAsync(IPage page, int camera)
        {
            var card = page.Locator(".camera").Nth(camera);
            await card.Locator("summary").ClickAsync();
            await card.GetByText("Pause", new() { Exact = true }).ClickAsync();
            await Assertions.Expect(card.Locator(".badge")).ToHaveTextAsync("paused");
        }
    }

    // With none of what the test before has paused.
    private async Task OpenAsync(IPage page)
    {
        using var reset = await web.PutSettingsAsync(new { });
        await page.GotoAsync(web.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
    }
}
