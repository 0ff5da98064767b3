using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Execs;
using Orchestrator.Daemon.Api;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.Execs;

/// <summary>One exec: the request with three descriptors, the pid, signals that come meanwhile, the exit.</summary>
internal sealed class ExecConnection(Socket socket, NodeContext node)
{
    public async Task RunAsync()
    {
        var peer = PeerIdentity.Read(socket);
        ExecView view;
        using (var message = ExecMessage.Receive(socket))
        {
            if (message.Problem is { } problem)
            {
                await ReplyAsync(new ExecReply { Problem = new Problem { Title = problem, Status = 400 } });
                return;
            }
            var request = message.Request!;
            if (request.Console)
            {
                await new ConsoleHandover(socket, node).RunAsync(peer, request);
                return;
            }
            var reply = await node.Fleet.RequestAsync(
                new ExecInContainer(peer.ToCaller(), "exec", request.Container, request.Command)
                {
                    Environment = request.Env,
                    WorkingDirectory = request.Workdir,
                    User = request.User,
                    Terminal = request.Terminal,
                    Personality = request.Personality,
                    Stdin = message.Descriptors[0],
                    Stdout = message.Descriptors[1],
                    Stderr = message.Descriptors[2],
                },
                node.Lifetime.ApplicationStopping);
            if (reply.View is null)
            {
                await ReplyAsync(new ExecReply { Problem = Refusals.ToProblem(reply.Refusal!) });
                return;
            }
            view = reply.View;
        }
        // The caller's descriptors are closed here now, or a reader of its pipe would never see the end.
        await ReplyAsync(new ExecReply { ExecId = view.ExecId, Pid = view.Pid });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(node.Lifetime.ApplicationStopping);
        var signals = RelayAsync(view.Pid, ended.Token);
        var exit = await node.Fleet.RequestAsync(new WaitExec(view.Id.ToString(), view.ExecId), ended.Token);
        await ended.CancelAsync();
        await signals;
        await ReplyAsync(exit.View is { } end
            ? new ExecReply { ExecId = view.ExecId, Exit = ViewMapper.ToView(end) }
            : new ExecReply { Problem = Refusals.ToProblem(exit.Refusal!) });
    }

    // Each byte is a signal for the process; by pidfd, so that a pid used again is not hit.
    private async Task RelayAsync(int pid, CancellationToken ended)
    {
        var pidfd = SysPidfd.pidfd_open(pid, 0);
        if (pidfd < 0)
            return;
        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(pidfd, ownsHandle: true);
        var bytes = new byte[16];
        try
        {
            int got;
            while ((got = await socket.ReceiveAsync(bytes, ended)) > 0)
                foreach (var signal in bytes.AsSpan(0, got))
                    if (signal is >= 1 and <= 64)
                        _ = SysPidfd.pidfd_send_signal(pidfd, signal);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException)
        {
            // The process has ended, or its caller went away; the process goes on without it.
        }
    }

    private async Task ReplyAsync(ExecReply reply)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.ExecReply);
        try
        {
            await socket.SendAsync(new ArraySegment<byte>([.. line, (byte)'\n']));
        }
        catch (SocketException)
        {
        }
    }
}
