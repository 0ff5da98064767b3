using System.Net.Sockets;
using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>
/// The command socket of one running container, as LXC's monitor process has it: it is there from the order to start it
/// until it has ended, so that connecting to it already says whether it runs.
/// </summary>
internal sealed class LxcCommandSocket : IDisposable
{
    private const int Backlog = 128;
    private const int MostAtOnce = 512;

    /// <summary>Without descriptors every call fails at once: in between some may come free.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly CancellationTokenSource _ended = new();
    private readonly LxcWatchers _watchers;
    private readonly LxcAnswers _answers;
    private readonly Serilog.ILogger _log;
    private readonly TimeProvider _time;
    private int _open;
    private int _last = -1;

    private LxcCommandSocket(Socket listener, NodeContext node, Guid id, LxcIdentity identity)
    {
        _listener = listener;
        _log = node.Log;
        _time = node.Time;
        Identity = identity;
        _watchers = new LxcWatchers(identity.Name);
        _answers = new LxcAnswers(node, id, identity);
    }

    public LxcIdentity Identity { get; }

    /// <returns>Null: somebody else listens there, such as LXC's own monitor of a container that runs under it.</returns>
    public static LxcCommandSocket? TryOpen(NodeContext node, Guid id, LxcIdentity identity)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint("\0" + LxcSocketNames.Of(identity.LxcPath, identity.Name)));
            listener.Listen(Backlog);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            node.Log.Warning(
                "LXC's tools do not see {Container} of {LxcPath}: its command socket cannot be opened: {Reason}", identity.Name, identity.LxcPath, error.Message);
            return null;
        }
        var opened = new LxcCommandSocket(listener, node, id, identity);
        _ = opened.AcceptAsync();
        return opened;
    }

    /// <summary>Whoever waits for that state is told. Of two records that tell the same the second is no news.</summary>
    public void Tell(int state)
    {
        if (state == _last)
            return;
        _last = state;
        LxcMonitord.Tell(Identity, LxcNotice.OfState(Identity.Name, state));
        _watchers.Tell(state);
    }

    public void TellExit(int status) => LxcMonitord.Tell(Identity, LxcNotice.OfExit(Identity.Name, status));

    /// <summary>Nobody new is listened to, and then everybody is hung up on.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        _ended.Cancel();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await _listener.AcceptAsync(_ended.Token);
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
            {
                _log.Warning("A connection to the LXC socket of {Container} could not be accepted: {Reason}", Identity.Name, error.Message);
                await Task.Delay(Pause, _time, CancellationToken.None);
                continue;
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            if (Interlocked.Increment(ref _open) <= MostAtOnce)
            {
                _ = ServeAsync(connection);
                continue;
            }
            Interlocked.Decrement(ref _open);
            connection.Dispose();
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        // Not on the accepting task: what an order takes must not keep others waiting.
        await Task.Yield();
        try
        {
            using (connection)
                await new LxcConnection(connection, _answers, _watchers, _ended.Token).RunAsync();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or OperationCanceledException or SystemCallException)
        {
            // It went away, said nothing, or the container has ended.
        }
        catch (Exception error)
        {
            _log.Warning(error, "A request to the LXC socket of {Container} failed", Identity.Name);
        }
        finally
        {
            _watchers.Remove(connection);
            Interlocked.Decrement(ref _open);
        }
    }
}
