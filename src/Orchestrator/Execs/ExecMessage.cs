using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.Execs;

/// <summary>The request and the descriptors that came with it; owns the descriptors.</summary>
internal sealed class ExecMessage : IDisposable
{
    private const int Longest = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly List<int> _descriptors = [];

    private ExecMessage()
    {
    }

    public ExecRequest? Request { get; private set; }

    public string? Problem { get; private set; }

    public IReadOnlyList<int> Descriptors => _descriptors;

    public static ExecMessage Receive(Socket socket)
    {
        var message = new ExecMessage();
        try
        {
            message.Problem = message.Read(socket);
        }
        catch (Exception error) when (error is SystemCallException or InvalidDataException or JsonException or SocketException)
        {
            message.Problem = $"The exec request cannot be read: {error.Message}";
        }
        return message;
    }

    public void Dispose()
    {
        foreach (var descriptor in _descriptors)
            _ = Unistd.close(descriptor);
        _descriptors.Clear();
    }

    private string? Read(Socket socket)
    {
        // SO_RCVTIMEO, which recvmsg(2) respects: a client that connects and says nothing does not stay.
        socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
        var head = new byte[4];
        Fill(socket, head);
        var length = BinaryPrimitives.ReadInt32BigEndian(head);
        if (length is <= 0 or > Longest)
            return $"An exec request may have up to {Longest} bytes, not {length}";
        var body = new byte[length];
        Fill(socket, body);
        Request = JsonSerializer.Deserialize(body, ContractsJson.Default.ExecRequest);
        if (Request is { Console: true })
            return _descriptors.Count == 0 ? null : "A request for a console has no descriptors";
        if (Request is null || Request.Command is not { Count: > 0 })
            return "An exec request needs a command";
        if (_descriptors.Count != 3)
            return $"An exec request needs 3 descriptors, not {_descriptors.Count}";
        // A directory as stdio would be a way out of the container's root: openat(2) and fchdir(2) start from it.
        return _descriptors.Exists(IsDirectory) ? "A descriptor is a directory; stdin, stdout and stderr must not be" : null;
    }

    private void Fill(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var got = DescriptorPassing.Receive((int)socket.Handle, buffer, _descriptors);
            if (got == 0)
                throw new InvalidDataException("it ends too early");
            buffer = buffer[got..];
        }
    }

    private static bool IsDirectory(int descriptor) =>
        SysStat.statx(descriptor, "", Fcntl.AT_EMPTY_PATH, SysStat.STATX_BASIC_STATS, out var status) != 0
        || (status.stx_mode & SysStat.S_IFMT) == SysStat.S_IFDIR;
}
