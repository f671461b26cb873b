namespace Actors.Tests.Host.Web;

/// <summary>Tests with a browser: one for all of them, and one test at a time, since a page that draws takes a processor for itself.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserTests : ICollectionFixture<Chromium>
{
    public const string Name = "browser";
}
