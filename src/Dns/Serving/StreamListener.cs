using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Dns.Serving;

/// <summary>Takes queries by TCP at one address: so many connections at once, each for as long as it asks.</summary>
internal sealed class StreamListener(Socket socket, Responder responder, Func<IPAddress, bool> mayAsk, TimeProvider time) : IDisposable
{
    private const int MaxConnections = 64;
    private const int MaxOfOne = 8;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _byAsker = [];
    private int _connections;

    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var connection = await socket.AcceptAsync(cancel).ConfigureAwait(false);
                if (connection.RemoteEndPoint is IPEndPoint from && mayAsk(from.Address) && TryEnter(from.Address))
                    _ = ServeAsync(connection, from.Address, cancel);
                else
                    connection.Dispose();
            }
            catch (SocketException) when (!cancel.IsCancellationRequested)
            {
                // A connection that broke before it was taken.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task ServeAsync(Socket connection, IPAddress from, CancellationToken cancel)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            while (true)
            {
                using var limit = new CancellationTokenSource(Idle, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
                if (await Framing.ReadAsync(stream, both.Token).ConfigureAwait(false) is not { } query
                    || await responder.AnswerAsync(query, stream: true, both.Token).ConfigureAwait(false) is not { } answer)
                    return;
                await Framing.WriteAsync(stream, answer, both.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or IOException or SocketException)
        {
            // Slow or gone.
        }
        finally
        {
            Leave(from);
        }
    }

    private bool TryEnter(IPAddress asker)
    {
        lock (_gate)
        {
            var its = _byAsker.GetValueOrDefault(asker);
            if (_connections >= MaxConnections || its >= MaxOfOne)
                return false;
            _connections++;
            _byAsker[asker] = its + 1;
            return true;
        }
    }

    private void Leave(IPAddress asker)
    {
        lock (_gate)
        {
            _connections--;
            if (--_byAsker[asker] == 0)
                _byAsker.Remove(asker);
        }
    }
}
