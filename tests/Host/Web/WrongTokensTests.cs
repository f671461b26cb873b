using System.Net;
using Actors.Host.Web;

namespace Actors.Tests.Host.Web;

public sealed class WrongTokensTests : IDisposable
{
    private readonly WrongTokens _wrong = new();

    public void Dispose() => _wrong.Dispose();

    [Fact]
    public void Who_was_wrong_too_often_is_not_heard_and_others_are()
    {
        Guess(Network(1), WrongTokens.OfOne - 1);
        Assert.True(_wrong.Hears(Network(1)));

        Guess(Network(1), 1);

        Assert.False(_wrong.Hears(Network(1)));
        Assert.True(_wrong.Hears(Network(2)));
    }

    [Fact]
    public void Who_guesses_from_everywhere_is_not_heard_from_anywhere_and_who_was_right_before_is()
    {
        _wrong.OnRight(Network(0));
        const int Networks = WrongTokens.OfAll / WrongTokens.OfOne;
        for (var i = 1; i <= Networks; i++)
        {
            Assert.True(_wrong.Hears(Network(i)));
            Guess(Network(i), WrongTokens.OfOne);
        }

        Assert.False(_wrong.Hears(Network(Networks + 1)));
        Assert.True(_wrong.Hears(Network(0)));
    }

    [Fact]
    public void Who_was_right_before_may_not_guess_more_than_others()
    {
        _wrong.OnRight(Network(1));

        Guess(Network(1), WrongTokens.OfOne);

        Assert.False(_wrong.Hears(Network(1)));
    }

    private void Guess(IPAddress from, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _wrong.OnWrong(from);
        }
    }

    private static IPAddress Network(int number) => new([10, 0, (byte)(number / 256), (byte)number]);
}
