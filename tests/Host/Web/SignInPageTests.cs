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

        await SignInAsync("battery staple");
        await Assertions.Expect(page.GetByText("That was not the token.")).ToBeVisibleAsync();

        await SignInAsync(GuardedWeb.Token);
        await Assertions.Expect(page.Locator("#link")).ToHaveTextAsync("Live");

        async Task SignInAsync(string token)
        {
            await page.GetByLabel("Token").FillAsync(token);
            await page.Keyboard.PressAsync("Enter");
        }
    }
}
