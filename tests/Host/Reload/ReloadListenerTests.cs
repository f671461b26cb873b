using System.Net.Sockets;
using System.Runtime.InteropServices;
using Actors.Host;
using Actors.Host.Reload;

namespace Actors.Tests.Host.Reload;

public sealed partial class ReloadListenerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    private string Socket => SocketFolders.SocketOf(_folder.Path, Environment.ProcessId);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Who_asks_hears_the_exit_code_and_every_line()
    {
        await using var listener = Listen(new ReloadActor.Outcome(ExitCode.Done, ["threshold: 0.5 -> 0.6, in force after 3 ms", "credits: 2 -> 3, in force after 1 ms"]));
        using var host = Connect();

        var outcome = await host.ReloadAsync();

        Assert.Equal((0, "threshold: 0.5 -> 0.6, in force after 3 ms|credits: 2 -> 3, in force after 1 ms"), (outcome!.Code, string.Join('|', outcome.Lines)));
    }

    [Fact]
    public async Task Who_only_looks_whether_there_is_anybody_asks_for_nothing()
    {
        var asked = 0;
        await using var listener = ReloadListener.Start([_folder.Path], _ => Task.FromResult(new ReloadActor.Outcome(++asked, [])), _warnings.Add);
        Connect().Dispose();
        using var host = Connect();

        Assert.Equal(1, (await host.ReloadAsync())!.Code);
    }

    [Fact]
    public async Task A_host_that_ends_before_it_answers_answers_nothing()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var listener = ReloadListener.Start(
            [_folder.Path],
            async stopping =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
                throw new OperationCanceledException();
            },
            _warnings.Add);
        using var host = Connect();
        var answer = host.ReloadAsync();
        await asked.Task;

        await listener!.DisposeAsync();

        Assert.Null(await answer);
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public async Task A_socket_left_by_a_process_of_the_same_number_is_replaced()
    {
        File.WriteAllText(Socket, "");

        await using var listener = Listen(new ReloadActor.Outcome(ExitCode.Done, ["nothing has changed"]));

        using var host = Connect();
        Assert.Equal(["nothing has changed"], (await host.ReloadAsync())!.Lines);
    }

    [Fact]
    public async Task Where_it_cannot_listen_it_tries_the_next_folder_and_warns_where_there_is_none()
    {
        var nowhere = _folder.PathOf("nowhere");
        await using (ReloadListener.Start([nowhere, _folder.Path], _ => Task.FromResult(new ReloadActor.Outcome(0, [])), _warnings.Add))
        {
            Assert.True(File.Exists(Socket));
            Assert.Empty(_warnings);
        }

        Assert.Null(ReloadListener.Start([nowhere], _ => Task.FromResult(new ReloadActor.Outcome(0, [])), _warnings.Add));
        Assert.Contains(nowhere, Assert.Single(_warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_ends_in_peace_where_its_folder_has_been_cleared_away()
    {
        var folder = Directory.CreateDirectory(_folder.PathOf("cleared")).FullName;
        var listener = ReloadListener.Start([folder], _ => Task.FromResult(new ReloadActor.Outcome(0, [])), _warnings.Add);
        Directory.Delete(folder, recursive: true);

        await listener!.DisposeAsync();
    }

    [Fact]
    public void A_folder_is_ours_if_it_is_no_link_and_nobody_else_may_write_to_it()
    {
        Directory.CreateSymbolicLink(_folder.PathOf("link"), _folder.Path);
        Directory.CreateDirectory(_folder.PathOf("open"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_folder.PathOf("open"), (UnixFileMode)0b111_111_111);
        }

        Assert.True(SocketFolders.IsOurs(_folder.Path));
        Assert.False(SocketFolders.IsOurs(_folder.PathOf("link")));
        Assert.False(SocketFolders.IsOurs(_folder.PathOf("open")));
        Assert.False(SocketFolders.IsOurs(_folder.PathOf("nowhere")));
    }

    [Fact]
    public void A_folder_of_another_user_is_not_ours()
    {
        // Only root can give a folder away, and root's own is another user's to all others.
        var folder = Environment.IsPrivilegedProcess ? _folder.Path : "/usr";
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Equal(0, GiveTo(folder, 4711, 4711));
        }

        Assert.False(SocketFolders.IsOurs(folder));
    }

    [LibraryImport("libc", EntryPoint = "chown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GiveTo(string path, uint user, uint group);

    private ReloadListener? Listen(ReloadActor.Outcome outcome) => ReloadListener.Start([_folder.Path], _ => Task.FromResult(outcome), _warnings.Add);

    private RunningHosts.Host Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Socket));
        return new RunningHosts.Host(Environment.ProcessId, socket);
    }
}
