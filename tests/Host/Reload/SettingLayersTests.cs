using Actors.Host;
using Actors.Host.Configuration;

namespace Actors.Tests.Host.Reload;

public class SettingLayersTests
{
    private readonly SettingLayers _layers = new SettingLayers(Layer("top", "a.b", "x:y")).Over(Layer("bottom", "a.b", "a.c", "a", "x"));

    [Theory]
    [InlineData("a.b", "top")]
    [InlineData("a.c", "bottom")]
    [InlineData("x:y", "top")]
    [InlineData("x:z", "bottom")]
    [InlineData("a.d.e", "bottom")]
    [InlineData("q", null)]
    public void A_keys_place_is_the_topmost_that_sets_it_else_that_of_its_section(string key, string? place) => Assert.Equal(place, _layers.PlaceOf(key));

    [Fact]
    public void What_is_refused_is_refused_with_place_key_and_reason()
    {
        var refusal = Assert.Throws<UsageException>(() => _layers.Located<int>(() => throw new SettingException("a.c", "it is blue.")));

        Assert.Equal("bottom: a.c: it is blue.", refusal.Message);
    }

    [Fact]
    public void Of_two_that_contradict_each_other_the_topmost_is_to_blame()
    {
        var refusal = Assert.Throws<UsageException>(() => _layers.Located<int>(() => throw new SettingException("a.c", "it is less than b.", against: "a.b")));

        Assert.Equal("top: a.c: it is less than b.", refusal.Message);
    }

    private static SettingLayers.Layer Layer(string name, params string[] keys) => new(name, key => keys.Contains(key));
}
