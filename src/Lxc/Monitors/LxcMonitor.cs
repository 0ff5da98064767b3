using System.Text;
using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc.Monitors;

/// <summary>
/// The monitor process of a container that LXC itself started, asked over its command socket: a header of 16 bytes
/// {command, length of what follows, a pointer that counts only in answers}, and as much behind it. It takes who asks from
/// the kernel (SO_PASSCRED on its side).
/// </summary>
internal sealed class LxcMonitor
{
    private const int MostBytes = 1 << 20;
    private const int Milliseconds = 30_000;

    private readonly string _place;

    private LxcMonitor(string lxcPath, string name) => _place = "\0" + LxcSocketNames.Of(lxcPath, name);

    /// <summary>Null when none listens: the container is not LXC's, or does not run.</summary>
    public static LxcMonitor? Find(string lxcPath, string name)
    {
        var monitor = new LxcMonitor(lxcPath, name);
        using var socket = StreamSocket.TryConnect(monitor._place, out _);
        return socket is null ? null : monitor;
    }

    public string State =>
        LxcStates.NameOf(Ask(LxcCommand.GetState)?.Value ?? LxcStates.Stopped) ?? LxcStates.NameOf(LxcStates.Stopped)!;

    /// <summary>-1 when it does not tell.</summary>
    public int InitPid => Ask(LxcCommand.GetInitPid) is { Value: > 0 and <= int.MaxValue and var pid } ? (int)pid : -1;

    /// <summary>Null when it has none.</summary>
    public string? ConfigItem(string key) => Ask(LxcCommand.GetConfigItem, Encoding.UTF8.GetBytes(key + "\0")) is { Result: 0 } answer
        ? Encoding.UTF8.GetString(answer.Data).TrimEnd('\0')
        : null;

    /// <summary>Its group below the mount point of a controller's hierarchy; null when it has none there.</summary>
    public string? Cgroup(string controller) => Ask(LxcCommand.GetLimitCgroup, Encoding.UTF8.GetBytes(controller + "\0")) is { Result: 0 } answer
        ? Encoding.UTF8.GetString(answer.Data).TrimEnd('\0')
        : null;

    /// <summary>The monitor answers by hanging up, or with what went wrong.</summary>
    public bool Stop() => Ask(LxcCommand.Stop) is null or { Result: 0 };

    public bool Freeze() => Ask(LxcCommand.Freeze, BitConverter.GetBytes(-1)) is { Result: 0 };

    public bool Unfreeze() => Ask(LxcCommand.Unfreeze, BitConverter.GetBytes(-1)) is { Result: 0 };

    /// <summary>Null: it hung up.</summary>
    private Answer? Ask(LxcCommand command, params byte[] data)
    {
        using var socket = Connect();
        var request = new byte[LxcHeader.Size + data.Length];
        new LxcHeader((int)command, data.Length, 0).Write(request);
        data.CopyTo(request, LxcHeader.Size);
        socket.Send(request);
        var bytes = new byte[LxcHeader.Size];
        if (!Receive(socket, bytes))
            return null;
        var header = LxcHeader.Read(bytes);
        if (header.Length is < 0 or > MostBytes)
            throw new InvalidDataException($"The monitor announces {header.Length} bytes");
        var more = new byte[header.Length];
        return Receive(socket, more) ? new Answer(header.Word, header.Value, more) : null;
    }

    private StreamSocket Connect()
    {
        var socket = StreamSocket.TryConnect(_place, out var errno) ?? throw new SystemCallException("connect", errno, "Asking the monitor of the container");
        // A monitor that hangs must not hang who asks: LXC's own clients wait for ever.
        socket.LimitReceive(TimeSpan.FromMilliseconds(Milliseconds));
        return socket;
    }

    private static bool Receive(StreamSocket socket, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = socket.Receive(bytes);
            if (count == 0)
                return false;
            bytes = bytes[count..];
        }
        return true;
    }

    private sealed record Answer(int Result, long Value, byte[] Data);
}
