using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Execs;
using Orchestrator.Daemon.Api;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.Execs;

/// <summary>Gives a caller a connection to the process that holds a container's console, and is done.</summary>
internal sealed class ConsoleHandover(Socket socket, NodeContext node)
{
    public async Task RunAsync(PeerIdentity peer, ExecRequest request)
    {
        var stopping = node.Lifetime.ApplicationStopping;
        // Whoever has just started it gets what it wrote, though it may have ended since and be removed.
        var connection = request.Attempt is { } begun && Guid.TryParse(request.Container, out var known) ? node.Runtime.ConnectConsole(known, begun) : null;
        var reply = await node.Fleet.RequestAsync(new GetContainer(request.Container), stopping);
        if (reply.View is { Spec.Console: not null, Pid: not null } found)
        {
            // Recorded before it is given: whoever has it can type into the container.
            var opened = await node.Fleet.RequestAsync(new OpenConsole(peer.ToCaller(), "attach", found.Id.ToString()), stopping);
            if (opened.View is { } view)
                connection ??= node.Runtime.ConnectConsole(view.Id, view.Attempt);
            else if (connection is null)
                reply = opened;
        }
        using (connection)
        {
            if (connection is not null)
                Send(new ExecReply(), [connection.Number]);
            else
                Send(new ExecReply { Problem = Problem(reply) }, []);
        }
    }

    private static Problem Problem(Reply<ContainerView> reply)
    {
        if (reply.Refusal is { } refusal)
            return Refusals.ToProblem(refusal);
        var view = reply.View!;
        return Refusals.ToProblem(new Refusal(RefusalKind.Conflict, view.Spec.Console is null
            ? $"{view.Name} has no console. It is given when a container is made: orch run -it, orch create --tty -i."
            : view.Pid is null
                ? $"{view.Name} does not run, so its console is closed. Start it first: orch start {view.Name}"
                : $"The console of {view.Name} is closed: its stdin was ended, or the process that held it was killed."));
    }

    private void Send(ExecReply reply, ReadOnlySpan<int> descriptors)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(reply, ContractsJson.Default.ExecReply), (byte)'\n'];
        try
        {
            DescriptorPassing.Send((int)socket.Handle, line, descriptors);
        }
        catch (SystemCallException)
        {
            // Whoever asked is gone.
        }
    }
}
