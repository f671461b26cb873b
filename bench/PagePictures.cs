using Microsoft.Playwright;

namespace Actors.Bench;

/// <summary>Pictures of the page for the documents, in the machine's own Chromium: procedural streets, and the model that comes with the program.</summary>
internal static class PagePictures
{
    private const int Quality = 80;

    // Objects in a frame that is worth a picture.
    private const int EnoughToSee = 4;

    // Long enough for the plots to show something.
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(60);

    private static readonly string[] OneCamera = ["--devices", "2xcpu", "--camera", "front=street:640x480@15?seed=2&density=1"];

    private static readonly string[] ManyCameras =
        ["--devices", "2xcpu", .. Enumerable.Range(1, 16).SelectMany(number => new[] { "--camera", $"street{number:00}=street:480x360@1?seed={number}&density=1" })];

    /// <summary>Takes them.</summary>
    /// <param name="folder">Where they go: page-light.jpg, page-dark.jpg, page-phone.jpg, page-many.jpg.</param>
    public static async Task TakeAsync(string folder)
    {
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no chromium on the path.");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] });
        await using (var host = HostRun.Start([.. OneCamera, "--web", "127.0.0.1:0"]))
        {
            var address = await host.Address;
            await TakeAsync(browser, address, Path.Combine(folder, "page-light.jpg"), new() { ViewportSize = new() { Width = 1440, Height = 1000 }, ColorScheme = ColorScheme.Light }, Watched);
            await TakeAsync(browser, address, Path.Combine(folder, "page-dark.jpg"), new() { ViewportSize = new() { Width = 1440, Height = 1000 }, ColorScheme = ColorScheme.Dark }, Watched / 4);
            await TakeAsync(browser, address, Path.Combine(folder, "page-phone.jpg"), new() { ViewportSize = new() { Width = 390, Height = 844 }, ColorScheme = ColorScheme.Light, DeviceScaleFactor = 2 }, Watched / 4);
        }

        await using var many = HostRun.Start([.. ManyCameras, "--web", "127.0.0.1:0"]);
        await TakeAsync(browser, await many.Address, Path.Combine(folder, "page-many.jpg"), new() { ViewportSize = new() { Width = 1440, Height = 1000 }, ColorScheme = ColorScheme.Dark }, Watched / 2);
    }

    private static async Task TakeAsync(IBrowser browser, Uri address, string file, BrowserNewContextOptions screen, TimeSpan after)
    {
        await using var context = await browser.NewContextAsync(screen);
        var page = await context.NewPageAsync();
        await page.GotoAsync(address.ToString(), new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Task.Delay(after);
        await SomethingIsFoundAsync(address);
        await page.ScreenshotAsync(new() { Path = file, Type = ScreenshotType.Jpeg, Quality = Quality });
    }

    // There are moments in which a street is empty.
    private static async Task SomethingIsFoundAsync(Uri host)
    {
        using var client = new HttpClient { BaseAddress = host };
        using var events = new StreamReader(await client.GetStreamAsync(new Uri("/api/events?kinds=detections", UriKind.Relative)));
        while (await events.ReadLineAsync() is { } line && line.Split("\"score\"").Length <= EnoughToSee)
        {
        }
    }
}
