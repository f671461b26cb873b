using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>More cameras than a browser has connections for.</summary>
[Collection(BrowserTests.Name)]
public sealed class ManyCamerasTests(ManyCamerasWeb web, Chromium chromium) : IClassFixture<ManyCamerasWeb>
{
    [SkippableTheory]
    [InlineData(1440, 900, 4)]
    [InlineData(390, 844, 2)]
    public async Task All_of_them_show_pictures_side_by_side(int width, int height, int leastColumns)
    {
        var page = await chromium.OpenAsync(new() { ViewportSize = new() { Width = width, Height = height } });
        await OpenAsync(page);
        var pictures = page.Locator(".camera .picture img");
        await Assertions.Expect(pictures).ToHaveCountAsync(ManyCamerasWeb.Cameras);

        for (var camera = 0; camera < ManyCamerasWeb.Cameras; camera++)
        {
            await pictures.Nth(camera).ScrollIntoViewIfNeededAsync();
            await page.WaitForFunctionAsync("camera => document.querySelectorAll('.camera .picture img')[camera].naturalWidth > 0", camera);
        }

        Assert.InRange(await page.EvaluateAsync<int>("() => new Set([...document.querySelectorAll('.camera')].map(card => card.getBoundingClientRect().left)).size"), leastColumns, ManyCamerasWeb.Cameras);
        Assert.InRange(await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), 0, width);
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

    // With none of what the test before has paused.
    private async Task OpenAsync(IPage page)
    {
        using var reset = await web.PutSettingsAsync(new { });
        await page.GotoAsync(web.Address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
    }
}
