using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Dns.Serving;

/// <summary>Takes queries by UDP at one address.</summary>
internal sealed class DatagramListener(Socket socket, Responder responder, Func<IPAddress, bool> mayAsk) : IDisposable
{
    public async Task RunAsync(CancellationToken cancel)
    {
        var buffer = new byte[ushort.MaxValue];
        EndPoint any = socket.AddressFamily == AddressFamily.InterNetwork
            ? new IPEndPoint(IPAddress.Any, 0)
            : new IPEndPoint(IPAddress.IPv6Any, 0);
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, any, cancel).ConfigureAwait(false);
                if (got.RemoteEndPoint is IPEndPoint { Port: not 0 } from && mayAsk(from.Address))
                    _ = ReplyAsync(buffer.AsMemory(0, got.ReceivedBytes).ToArray(), from, cancel);
            }
            catch (SocketException) when (!cancel.IsCancellationRequested)
            {
                // What an earlier answer met on its way, e.g. that its asker is gone.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task ReplyAsync(byte[] query, IPEndPoint to, CancellationToken cancel)
    {
        try
        {
            if (await responder.AnswerAsync(query, stream: false, cancel).ConfigureAwait(false) is { } answer)
                await socket.SendToAsync(answer, SocketFlags.None, to, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The asker is gone, or the server is.
        }
    }
}
