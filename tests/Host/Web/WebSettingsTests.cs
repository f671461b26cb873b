using System.Net;
using Actors.Host.Configuration;

namespace Actors.Tests.Host.Web;

public class WebSettingsTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    [InlineData("localhost:9000", "127.0.0.1:9000")]
    [InlineData("localhost", "127.0.0.1:8080")]
    [InlineData("9000", "127.0.0.1:9000")]
    [InlineData("[::1]:0", "[::1]:0")]
    [InlineData("::1", "[::1]:8080")]
    public void An_address_is_understood_as_people_write_it(string text, string endpoint) =>
        Assert.Equal(IPEndPoint.Parse(endpoint), WebSettings.From(new() { Address = text }).Endpoint);

    [Fact]
    public void Off_is_nowhere() => Assert.Null(WebSettings.From(new() { Address = "off" }).Endpoint);

    [Theory]
    [InlineData("0.0.0.0:8080")]
    [InlineData("192.168.1.5:80")]
    [InlineData("[::]:8080")]
    public void Where_others_reach_it_it_takes_a_token_or_a_word_that_nobody_says_by_mistake(string address)
    {
        var refused = Assert.Throws<SettingException>(() => WebSettings.From(new() { Address = address }));

        Assert.Contains("can be reached by others", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(WebSettings.From(new() { Address = address, Token = "correct horse" }).Endpoint);
        Assert.NotNull(WebSettings.From(new() { Address = address, Insecure = true }).Endpoint);
    }

    [Fact]
    public void A_token_that_can_be_guessed_is_refused() =>
        Assert.Contains("shorter than 8", Assert.Throws<SettingException>(() => WebSettings.From(new() { Token = "1234567" })).Message, StringComparison.Ordinal);

    [Fact]
    public void Proxies_are_addresses_and_networks()
    {
        var settings = WebSettings.From(new() { Token = "correct horse", Proxies = "127.0.0.1, 10.1.0.0/16,::1, fd00::/8" });

        Assert.All(["127.0.0.1", "10.1.2.3", "::ffff:10.1.2.3", "::1", "fd12::1"], address => Assert.True(settings.IsProxy(IPAddress.Parse(address)), address));
        Assert.All(["127.0.0.2", "10.2.0.1", "::2", "fe80::1"], address => Assert.False(settings.IsProxy(IPAddress.Parse(address)), address));
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("10.1.0.0/33")]
    [InlineData("127.0.0.1; 127.0.0.2")]
    public void What_is_no_proxys_address_is_refused(string text) =>
        Assert.Contains("is neither an address nor a network", Assert.Throws<SettingException>(() => WebSettings.From(new() { Token = "correct horse", Proxies = text })).Message, StringComparison.Ordinal);

    [Fact]
    public void Behind_a_proxy_it_takes_a_token_as_well()
    {
        var refused = Assert.Throws<SettingException>(() => WebSettings.From(new() { Proxies = "127.0.0.1" }));

        Assert.Contains("whoever reaches the proxy", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(WebSettings.From(new() { Proxies = "127.0.0.1", Insecure = true }).Endpoint);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("http://localhost:8080")]
    public void What_is_no_address_is_refused(string text) =>
        Assert.Contains("is no address", Assert.Throws<SettingException>(() => WebSettings.From(new() { Address = text })).Message, StringComparison.Ordinal);
}
