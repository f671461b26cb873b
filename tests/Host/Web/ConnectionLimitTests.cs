using System.Net;
using Actors.Host.Configuration;
using Actors.Host.Web;
using Microsoft.AspNetCore.Connections;

namespace Actors.Tests.Host.Web;

public class ConnectionLimitTests
{
    private readonly ConnectionLimit _limit = new(WebSettings.From(new() { Token = "correct horse", Proxies = "10.0.0.1" }));
    private readonly List<TaskCompletionSource> _served = [];

    [Fact]
    public async Task One_address_has_so_many_connections_and_others_have_theirs()
    {
        var open = Enumerable.Range(0, ConnectionLimit.Most).Select(i => Connect($"2001:db8::{i:x}")).ToList();
        Assert.All(open, connection => Assert.False(connection.IsCompleted));

        await Connect("2001:db8::ffff");

        Assert.Equal(ConnectionLimit.Most, _served.Count);
        Assert.False(Connect("2001:db8:0:1::1").IsCompleted);
        Assert.False(Connect("203.0.113.1").IsCompleted);
    }

    [Fact]
    public async Task One_that_ends_makes_room_for_another_however_it_ends()
    {
        var open = Enumerable.Range(0, ConnectionLimit.Most).Select(_ => Connect("203.0.113.1")).ToList();
        _served[0].SetResult();
        _served[1].SetException(new IOException());
        await open[0];
        await Assert.ThrowsAsync<IOException>(() => open[1]);

        Assert.False(Connect("203.0.113.1").IsCompleted);
        Assert.False(Connect("203.0.113.1").IsCompleted);
        await Connect("203.0.113.1");
        Assert.Equal(ConnectionLimit.Most + 2, _served.Count);
    }

    [Fact]
    public void A_proxy_asks_for_many()
    {
        var open = Enumerable.Range(0, 2 * ConnectionLimit.Most).Select(_ => Connect("::ffff:10.0.0.1")).ToList();

        Assert.All(open, connection => Assert.False(connection.IsCompleted));
        Assert.Equal(open.Count, _served.Count);
    }

    // A connection that stays open until the test ends it; one that is not served ends at once.
    private Task Connect(string from) => _limit.ServeAsync(new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(from), 40_000) }, _ =>
    {
        var served = new TaskCompletionSource();
        _served.Add(served);
        return served.Task;
    });
}
