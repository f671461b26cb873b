using Microsoft.Playwright;

namespace Actors.Tests.Host.Web;

/// <summary>Signing in, in a real browser.</summary>
[Collection(BrowserTests.Name)]
public sealed class SignInPageTests(GuardedWeb web, Chromium chromium) : IClassFixture<GuardedWeb>
{
    [SkippableFact]
    public async Task A_wrong_token_is_said_to_be_one_and_the_right_one_leads_to_the_page()
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(web.Address.ToString());
        await Assertions.Expect(page).ToHaveTitleAsync("Sign in · actors");
        await Assertions.Expect(page.GetByText("That was not the token.")).ToBeHiddenAsync();

        await SignInAsync(page, "battery staple");
        await Assertions.Expect(page.GetByText("That was not the token.")).ToBeVisibleAsync();

        await SignInAsync(page, GuardedWeb.Token);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");
    }

    [SkippableFact]
    public async Task Who_is_not_signed_in_any_more_is_led_to_where_one_is()
    {
        var page = await chromium.OpenAsync();
        await page.GotoAsync(web.Address.ToString());
        await SignInAsync(page, GuardedWeb.Token);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");

        // A tab that is looked at again listens again.
        await page.Context.ClearCookiesAsync();
        await Tabs.HideAsync(page, true);
        await Tabs.HideAsync(page, false);

        await Assertions.Expect(page).ToHaveTitleAsync("Sign in · actors");
    }

    private static async Task SignInAsync(IPage page, string token)
    {
        await page.GetByLabel("Token").FillAsync(token);
        await page.Keyboard.PressAsync("Enter");
    }
}
