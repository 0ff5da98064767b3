using System.Buffers.Binary;
using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Consoles;

/// <summary>A user's end of a holder's socket. One thread may read while another writes.</summary>
public sealed class ConsoleConnection(Descriptor socket) : IDisposable
{
    public int Number => socket.Number;

    /// <returns>Null with the errno when there is no such holder.</returns>
    public static ConsoleConnection? TryOpen(DirectoryHandle folder, string name, out int errno) =>
        SeqpacketSocket.TryConnect(folder, name, out errno) is { } connected
            ? new ConsoleConnection(new Descriptor(connected.Release()))
            : null;

    public bool Attach(int terminal, bool fromStart)
    {
        Span<byte> message = stackalloc byte[8];
        message.Clear();
        message[0] = ConsoleMessage.Attach;
        message[1] = fromStart ? ConsoleMessage.FromStart : (byte)0;
        BinaryPrimitives.WriteInt32LittleEndian(message[4..], terminal);
        return Send(message);
    }

    /// <summary>Asks for the master of a terminal, which is the caller's for as long as this connection lasts. Null with the reason.</summary>
    public Descriptor? Borrow(ref int terminal, out string? problem)
    {
        Span<byte> message = stackalloc byte[8];
        message.Clear();
        message[0] = ConsoleMessage.Borrow;
        BinaryPrimitives.WriteInt32LittleEndian(message[4..], terminal);
        problem = "The console was closed: the container has ended.";
        if (!Send(message))
            return null;
        var buffer = new byte[ConsoleMessage.Most];
        var came = new List<int>();
        Wait(Poll.POLLIN);
        var got = DescriptorPassing.Receive(socket.Number, buffer, came);
        if (got > 0 && buffer[0] == ConsoleMessage.Refused)
            problem = Encoding.UTF8.GetString(buffer, 1, got - 1);
        if (got < 8 || buffer[0] != ConsoleMessage.Attached || came is not [var master])
        {
            came.ForEach(number => Unistd.close(number));
            return null;
        }
        terminal = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(4));
        problem = null;
        return new Descriptor(master);
    }

    /// <summary>Gives the descriptor away: the caller closes it.</summary>
    public int Release() => socket.Release();

    public bool Resize(int rows, int columns)
    {
        Span<byte> message = stackalloc byte[8];
        message.Clear();
        message[0] = ConsoleMessage.Resize;
        BinaryPrimitives.WriteUInt16LittleEndian(message[4..], (ushort)rows);
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], (ushort)columns);
        return Send(message);
    }

    public bool Type(ReadOnlySpan<byte> bytes)
    {
        Span<byte> message = stackalloc byte[4097];
        while (!bytes.IsEmpty)
        {
            var part = bytes[..Math.Min(bytes.Length, 4096)];
            message[0] = ConsoleMessage.Input;
            part.CopyTo(message[1..]);
            if (!Send(message[..(part.Length + 1)]))
                return false;
            bytes = bytes[part.Length..];
        }
        return true;
    }

    /// <summary>A message that is its kind alone.</summary>
    public bool Say(byte kind) => Send([kind]);

    /// <summary>Waits for the next message. Its length; 0 when the holder is gone.</summary>
    public unsafe int Receive(Span<byte> buffer)
    {
        while (true)
        {
            nint got;
            // SAFETY: pinned for the length of the call.
            fixed (byte* pointer = buffer)
                got = Unistd.read(socket.Number, pointer, (nuint)buffer.Length);
            if (got >= 0)
                return (int)got;
            var errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
                Wait(Poll.POLLIN);
            else if (errno != Errno.EINTR)
                return 0;
        }
    }

    /// <summary>Reads the answer to <see cref="Attach"/>. Null: given; else why not.</summary>
    public string? Answer(Span<byte> buffer, out int terminal)
    {
        terminal = 0;
        var got = Receive(buffer);
        if (got == 0)
            return "The console was closed: the container has ended.";
        if (buffer[0] == ConsoleMessage.Refused)
            return Encoding.UTF8.GetString(buffer[1..got]);
        terminal = got >= 8 ? BinaryPrimitives.ReadInt32LittleEndian(buffer[4..]) : 0;
        return null;
    }

    /// <summary>Waits while the holder does not read. False: it is gone.</summary>
    public unsafe bool Send(ReadOnlySpan<byte> message)
    {
        while (true)
        {
            SysSocket.iovec part;
            SysSocket.msghdr header = default;
            nint sent;
            // SAFETY: as in Receive; the kernel only reads.
            fixed (byte* pointer = message)
            {
                part.iov_base = pointer;
                part.iov_len = (nuint)message.Length;
                header.msg_iov = &part;
                header.msg_iovlen = 1;
                sent = SysSocket.sendmsg(socket.Number, &header, SysSocket.MSG_NOSIGNAL | SysSocket.MSG_DONTWAIT);
            }
            if (sent >= 0)
                return true;
            var errno = System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
            if (errno == Errno.EAGAIN)
                Wait(Poll.POLLOUT);
            else if (errno != Errno.EINTR)
                return false;
        }
    }

    public void Dispose() => socket.Dispose();

    private unsafe void Wait(short events)
    {
        Poll.pollfd wanted = new() { fd = socket.Number, events = events };
        _ = Poll.poll(&wanted, 1, -1);
    }
}
