using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>What a browser does with its tabs.</summary>
internal static class Tabs
{
    /// <summary>Hides a tab as when another covers it, or shows it again.</summary>
    public static Task HideAsync(IPage page, bool hidden) => page.EvaluateAsync(
        "hidden => { Object.defineProperty(document, 'hidden', { value: hidden, configurable: true }); document.dispatchEvent(new Event('visibilitychange')); }", hidden);
}
