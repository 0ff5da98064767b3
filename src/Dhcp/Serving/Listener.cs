using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Dhcp.Serving;

/// <summary>Takes requests one after the other: an answer takes microseconds, and what comes faster the kernel drops.</summary>
internal sealed class Listener(Socket socket, Responder responder, IPEndPoint everybody)
{
    /// <summary>The largest frame of Ethernet; of a longer request the end is not looked at.</summary>
    private const int MostBytes = 1_500;

    public async Task RunAsync(CancellationToken cancel)
    {
        var buffer = new byte[MostBytes];
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), cancel).ConfigureAwait(false);
                if (responder.Answer(buffer.AsSpan(0, got.ReceivedBytes)) is not { } answer)
                    continue;
                var to = answer.To is null ? everybody : new IPEndPoint(answer.To, everybody.Port);
                await socket.SendToAsync(answer.Message, SocketFlags.None, to, cancel).ConfigureAwait(false);
            }
            catch (SocketException) when (!cancel.IsCancellationRequested)
            {
                // What an earlier answer met on its way, or a device that is about to go.
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }
}
