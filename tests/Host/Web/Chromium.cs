using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>The machine's own Chromium, without a window.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Milliseconds: what comes sooner or later is waited for, and how fast it comes is not what most tests are about.
    private const float Patience = 60_000;

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private IBrowserContext? _context;

    private static string? Program => Names.Select(Commands.PathOf).FirstOrDefault(path => path is not null);

    // Where everything is checked it is never left out in silence.
    private static bool IsRequired => Environment.GetEnvironmentVariable("ACTORS_ALL_TESTS") is { Length: > 0 };

    public async Task InitializeAsync()
    {
        if (Program is not { } program)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    /// <summary>A page of its own, in place of the one before, which would go on showing pictures; skips the test where there is no Chromium.</summary>
    public async Task<IPage> OpenAsync(BrowserNewContextOptions? options = null)
    {
        Skip.If(_browser is null && !IsRequired, "There is no Chromium here: apt-get install chromium.");
        Assert.True(_browser is not null, "There is no Chromium, and ACTORS_ALL_TESTS says that nothing is to be left out.");
        if (_context is not null)
        {
            await _context.CloseAsync();
        }

        _context = await _browser.NewContextAsync(options);
        _context.SetDefaultTimeout(Patience);
        return await _context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
