using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Client;
using Orchestrator.Consoles;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Consoles;

/// <summary>
/// Asks the daemon for a connection to the process that holds a container's console. From then on nothing of it passes through
/// the daemon, whose end it outlives.
/// </summary>
internal static class ConsoleDoor
{
    private const int Longest = 1 << 20;

    /// <summary>Opens a container's console and joins it: from its beginning, or what it shows from now on.</summary>
    public static (ConsoleConnection? Connection, Problem? Problem) Join(Invocation call, ContainerView view, bool fromStart)
    {
        var (connection, problem) = Open(call, fromStart ? view.Id.ToString() : view.Name, fromStart ? view.Attempt : null);
        if (connection is null)
            return (null, problem);
        connection.Attach(0, fromStart);
        if (connection.Answer(new byte[ConsoleMessage.Most], out _) is not { } refusal)
            return (connection, null);
        connection.Dispose();
        return (null, new Problem { Title = refusal, Status = 409, ExitCode = 125 });
    }

    /// <param name="attempt">The attempt that is known to have begun: its last words are given though it may have ended since.</param>
    public static (ConsoleConnection? Connection, Problem? Problem) Open(Invocation call, string container, int? attempt = null)
    {
        var request = new ExecRequest { Container = container, Command = [], Console = true, Attempt = attempt };
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ExecRequest);
        var message = new byte[4 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message, body.Length);
        body.CopyTo(message, 4);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var descriptors = new List<int>();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(call.Place.ExecSocket));
            socket.Send(message);
            var line = Line(socket, descriptors);
            var reply = line is null ? null : JsonSerializer.Deserialize(line, ContractsJson.Default.ExecReply);
            if (reply?.Problem is { } problem)
                return (null, problem);
            if (reply is null || descriptors.Count != 1)
                return (null, Problems.Unreachable(call.Place.ExecSocket, "The daemon closed the connection."));
            var connection = new ConsoleConnection(new Descriptor(descriptors[0]));
            descriptors.Clear();
            return (connection, null);
        }
        catch (SocketException error)
        {
            return (null, Problems.Unreachable(call.Place.ExecSocket, error.Message));
        }
        finally
        {
            foreach (var descriptor in descriptors)
                new Descriptor(descriptor).Dispose();
        }
    }

    private static byte[]? Line(Socket socket, List<int> descriptors)
    {
        var line = new List<byte>();
        var buffer = new byte[4096];
        while (line.Count < Longest)
        {
            var got = DescriptorPassing.Receive((int)socket.Handle, buffer, descriptors);
            if (got == 0)
                return null;
            line.AddRange(buffer.AsSpan(0, got));
            if (line[^1] == '\n')
                return [.. line];
        }
        return null;
    }
}
