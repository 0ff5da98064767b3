using System.Net.Sockets;
using Orchestrator.Daemon.Api;
using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>One connection to a container's command socket: one request, one answer.</summary>
internal sealed class LxcConnection(Socket socket, LxcAnswers answers, LxcWatchers watchers, CancellationToken ended)
{
    /// <summary>A client sends its request at once; one that says nothing does not stay.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task RunAsync()
    {
        var peer = PeerIdentity.Read(socket);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(ended);
        reading.CancelAfter(Patience);
        if (await LxcRequest.ReadAsync(socket, reading.Token) is not { } request)
            return;
        if (!IsAllowed(peer))
        {
            Send(LxcReply.Refused(Errno.EPERM));
            return;
        }
        using var reply = request.Command == LxcCommand.AddStateClient ? await WatchAsync(request) : await answers.AnswerAsync(request, peer.ToCaller());
        if (!reply.IsHangUp)
            Send(reply);
        if (reply.Stays)
            watchers.Begin(socket);
        if (reply.Stays || (reply.IsHangUp && request.Command == LxcCommand.Stop))
            await UntilGoneAsync();
    }

    /// <summary>
    /// Root and the daemon's own user, as with LXC: the names of abstract sockets are open to everybody in the namespace of
    /// the network. Root of a container that shares it with the host is none of them (case E16).
    /// </summary>
    private static bool IsAllowed(PeerIdentity peer) =>
        (peer.Uid == 0 || (peer.Uid == Unistd.geteuid() && peer.Gid == Unistd.getegid()))
        && LxcNamespaceFlags.IsOurs(peer.Pid, "pid")
        && (RootlessIds.OfThisProcess is not null || LxcNamespaceFlags.IsOurs(peer.Pid, "user"));

    private async Task<LxcReply> WatchAsync(LxcRequest request)
    {
        if (request.Data.Length != LxcStates.Count * sizeof(int))
            return LxcReply.Refused(Errno.EINVAL);
        var wanted = new bool[LxcStates.Count];
        for (var state = 0; state < wanted.Length; state++)
            wanted[state] = BitConverter.ToInt32(request.Data, state * sizeof(int)) != 0;
        // Heard from now on, and then looked: a change in between is told by one of both.
        if (!watchers.Add(socket, wanted))
            return LxcReply.Refused(Errno.ENOBUFS);
        var now = await answers.StateAsync();
        if (!wanted[now])
            return new LxcReply(LxcStates.Count) { Value = LxcStates.Count, Stays = true };
        watchers.Remove(socket);
        return new LxcReply(now) { Value = now };
    }

    private void Send(LxcReply reply)
    {
        var header = new byte[LxcHeader.Size];
        new LxcHeader(reply.Result, reply.Data.Length, reply.Value).Write(header);
        if (reply.Descriptors.Count > 0)
            _ = DescriptorPassing.Send((int)socket.Handle, header, [.. reply.Descriptors.Select(descriptor => descriptor.Number)]);
        else
            socket.Send(header);
        if (reply.Data.Length > 0)
            socket.Send(reply.Data);
    }

    private async Task UntilGoneAsync()
    {
        var any = new byte[1];
        while (await socket.ReceiveAsync(any, SocketFlags.None, ended) > 0)
        {
        }
        watchers.Remove(socket);
    }
}
