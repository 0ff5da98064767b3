using System.Buffers.Binary;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Execs;

/// <summary>
/// A connection to the daemon's exec socket: descriptors go over it with the request, and come with the reply, so that no data
/// passes through the daemon. It blocks the calling thread and needs no other.
/// </summary>
public sealed class ExecConnection : IDisposable
{
    private const int Longest = 1 << 20;

    private readonly string _path;
    private readonly List<byte> _read = [];
    private readonly List<int> _descriptors = [];

    private ExecConnection(string path, StreamSocket socket) => (_path, Socket) = (path, socket);

    public StreamSocket Socket { get; }

    /// <exception cref="ProblemException">Nobody listens there.</exception>
    public static ExecConnection Open(string path) => StreamSocket.TryConnect(path, out var errno) is { } socket
        ? new ExecConnection(path, socket)
        : throw new ProblemException(Problems.Unreachable(path, $"{Errno.Describe(errno)} ({Errno.Name(errno)})"));

    /// <summary>Runs a process with these descriptors as its stdio, and waits for its end.</summary>
    public static ApiResult<ExitView> Run(string path, ExecRequest request, ReadOnlySpan<int> descriptors, Action<int>? started = null)
    {
        using var connection = Open(path);
        connection.Send(request, descriptors);
        var first = connection.Reply();
        if (first.Problem is { } refused)
            return new(null, refused);
        started?.Invoke(first.Pid ?? 0);
        var last = connection.Reply();
        return last.Exit is { } exit ? new(exit, null) : new(null, last.Problem ?? Problems.Garbled("The end is missing."));
    }

    /// <summary>A connection to the holder of a container's console.</summary>
    /// <param name="attempt">The attempt that is known to have begun: its last words are given though it may have ended since.</param>
    public static (Descriptor? Console, Problem? Problem) OpenConsole(string path, string container, int? attempt = null)
    {
        try
        {
            using var connection = Open(path);
            connection.Send(new ExecRequest { Container = container, Command = [], Console = true, Attempt = attempt }, []);
            return connection.Reply() is { Problem: { } problem } ? (null, problem)
                : connection.TakeDescriptor() is { } descriptor ? (descriptor, null)
                : (null, Problems.Unreachable(path, "The daemon closed the connection."));
        }
        catch (ProblemException error)
        {
            return (null, error.Problem);
        }
    }

    /// <summary>One message: four bytes of length, the request, and the descriptors with its first byte.</summary>
    public void Send(ExecRequest request, ReadOnlySpan<int> descriptors)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ExecRequest);
        var message = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, body.Length);
        body.CopyTo(message, 4);
        var sent = descriptors.IsEmpty ? 0 : DescriptorPassing.Send(Socket.Number, message, descriptors);
        Socket.Send(message.AsSpan(sent));
    }

    /// <summary>The next line; one with a problem when the daemon went away.</summary>
    public ExecReply Reply()
    {
        var buffer = new byte[4096];
        int end;
        while ((end = _read.IndexOf((byte)'\n')) < 0 && _read.Count < Longest)
        {
            int got;
            try
            {
                got = DescriptorPassing.Receive(Socket.Number, buffer, _descriptors);
            }
            catch (SystemCallException error)
            {
                return new ExecReply { Problem = Problems.Unreachable(_path, error.Message) };
            }
            if (got == 0)
                return new ExecReply { Problem = Problems.Unreachable(_path, "The daemon closed the connection. What it had started goes on.") };
            _read.AddRange(buffer.AsSpan(0, got));
        }
        var line = _read.GetRange(0, end < 0 ? _read.Count : end).ToArray();
        _read.RemoveRange(0, Math.Min(_read.Count, line.Length + 1));
        try
        {
            return JsonSerializer.Deserialize(line, ContractsJson.Default.ExecReply) ?? new ExecReply { Problem = Problems.Garbled("The reply is null.") };
        }
        catch (JsonException error)
        {
            return new ExecReply { Problem = Problems.Garbled(error.Message) };
        }
    }

    /// <summary>The descriptor that came with a reply; null if none did.</summary>
    public Descriptor? TakeDescriptor()
    {
        if (_descriptors.Count == 0)
            return null;
        var descriptor = new Descriptor(_descriptors[0]);
        _descriptors.RemoveAt(0);
        return descriptor;
    }

    public void Dispose()
    {
        Socket.Dispose();
        foreach (var descriptor in _descriptors)
            new Descriptor(descriptor).Dispose();
    }
}
