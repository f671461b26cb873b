using Actors.Host.Configuration;
using Akka.Configuration;

namespace Actors.Tests.Host.Reload;

public class HoconTreeTests
{
    [Fact]
    public void A_tree_is_flattened_to_whole_paths()
    {
        var settings = HoconTree.Flatten(ConfigurationFactory.ParseString("""
            a { b = 1, c.d = two words }
            a.b = 3
            "/x/y" { list = [1, { e = 4 }], nothing = null }
            """));

        Assert.Equal(
            ["/x/y.list = [1, { e = 4 }]", "/x/y.nothing = null", "a.b = 3", "a.c.d = two words"],
            settings.Select(setting => $"{setting.Key} = {setting.Value}"));
    }

    [Fact]
    public void A_variable_that_is_not_set_is_no_endless_tree() =>
        Assert.Contains("a", HoconTree.Flatten(ConfigurationFactory.ParseString("a = 1\nb = ${?ACTORS_TESTS_NO_SUCH_VARIABLE}")).Keys);

    [Fact]
    public void What_says_nothing_has_no_settings() => Assert.Empty(HoconTree.Flatten(ConfigurationFactory.ParseString("")));

    [Theory]
    [InlineData("a.b = 1", "a.b", true)]
    [InlineData("a.b = 1", "a", true)]
    [InlineData("a.b.c = 1", "a.b", true)]
    [InlineData("a.b = 1", "a.c", false)]
    [InlineData("a = 1", "a.b", true)]
    [InlineData("x = 1", "a.b", false)]
    [InlineData("", "a", false)]
    [InlineData("akka.actor.deployment.\"/pipeline/tpu\".credits = 1", "akka.actor.deployment./pipeline/tpu.credits", true)]
    public void A_file_sets_a_key_by_a_value_by_settings_below_it_or_by_a_value_above_it(string hocon, string key, bool sets) =>
        Assert.Equal(sets, HoconTree.Sets(ConfigurationFactory.ParseString(hocon), key));
}
