using System.Buffers;
using System.Runtime.InteropServices;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>
/// A netlink socket, netlink(7), of the network namespace in which it was opened. The kernel carries out a message before
/// send(2) returns, so an answer is never waited for. Not safe for several threads.
/// </summary>
/// <exception cref="SystemCallException">of every method: the socket itself failed.</exception>
public sealed unsafe class NetlinkSocket : Descriptor
{
    private const int AddressBytes = 12; // sockaddr_nl: family, padding, port, groups
    private const int BufferBytes = 64 << 10; // the kernel makes none of its dumps larger than 32 kB (linux/netlink.h)
    private const int AnswerSeconds = 10;
    private const int MostDumps = 10;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private uint _sequence = 1;

    private NetlinkSocket(int fd)
        : base(fd)
    {
    }

    public delegate void Visitor(in NetlinkMessage message);

    /// <summary>A socket of the calling thread's network namespace.</summary>
    public static NetlinkSocket Open(NetlinkProtocol protocol)
    {
        var fd = SysSocket.socket(LinuxNetlink.AF_NETLINK, LinuxNetlink.SOCK_RAW | SysSocket.SOCK_CLOEXEC, (int)protocol);
        if (fd < 0)
            throw Failed("socket");
        var socket = new NetlinkSocket(fd);
        var address = stackalloc byte[AddressBytes];
        new Span<byte>(address, AddressBytes).Clear();
        *(ushort*)address = LinuxNetlink.AF_NETLINK;
        if (LinuxNetlink.bind(fd, address, AddressBytes) < 0)
        {
            var failure = Failed("bind");
            socket.Dispose();
            throw failure;
        }
        // Old kernels do without; then errors have no words, and dumps are filtered by whoever reads them.
        socket.Set(LinuxNetlink.SOL_NETLINK, LinuxNetlink.NETLINK_EXT_ACK, 1);
        socket.Set(LinuxNetlink.SOL_NETLINK, LinuxNetlink.NETLINK_CAP_ACK, 1);
        socket.Set(LinuxNetlink.SOL_NETLINK, LinuxNetlink.NETLINK_GET_STRICT_CHK, 1);
        // A fault of the protocol must not stop a thread for good.
        var limit = stackalloc long[2] { AnswerSeconds, 0 };
        _ = LinuxNetlink.setsockopt(fd, SysSocket.SOL_SOCKET, LinuxNetlink.SO_RCVTIMEO, limit, 16);
        return socket;
    }

    /// <summary>A socket of another network namespace: the calling thread goes there for the length of one system call.</summary>
    public static NetlinkSocket Open(NetlinkProtocol protocol, Descriptor network) =>
        NetworkNamespace.Within(network, () => Open(protocol));

    /// <summary>
    /// Sends messages that change something, and takes their acknowledgements. The kernel carries out each by itself: after
    /// one that failed the later ones are still tried.
    /// </summary>
    /// <param name="visit">Gets what is answered to messages among them that ask.</param>
    /// <returns>The first that failed, or null.</returns>
    public NetlinkError? Change(NetlinkMessages messages, Visitor? visit = null)
    {
        NetlinkError? first = null;
        Exchange(messages, visit, error =>
        {
            if (first is null || error.Index < first.Index)
                first = error;
        });
        return first;
    }

    /// <summary>The same; gives each that failed, in the order of the messages.</summary>
    public IReadOnlyList<NetlinkError> ChangeAll(NetlinkMessages messages)
    {
        List<NetlinkError> errors = [];
        Exchange(messages, null, errors.Add);
        return errors;
    }

    /// <summary>One message that asks for one thing and gets it, then its acknowledgement.</summary>
    public NetlinkError? Ask(NetlinkMessages message, Visitor visit)
    {
        NetlinkError? failed = null;
        Exchange(message, visit, error => failed = error);
        return failed;
    }

    /// <summary>
    /// One message that asks for many (NLM_F_DUMP). When the kernel says that what it listed changed meanwhile, it is asked
    /// again: <paramref name="restart"/> has to forget what was seen.
    /// </summary>
    public NetlinkError? Dump(NetlinkMessages message, Visitor visit, Action restart)
    {
        for (var times = 1; ; times++)
        {
            var sequence = Send(message);
            var interrupted = false;
            NetlinkError? failed = null;
            for (var done = false; !done;)
            {
                foreach (var answer in Receive())
                {
                    if (answer.Sequence != sequence)
                        continue;
                    interrupted |= (answer.Flags & LinuxNetlink.NLM_F_DUMP_INTR) != 0;
                    if (answer.Type is LinuxNetlink.NLMSG_DONE or LinuxNetlink.NLMSG_ERROR)
                    {
                        done = true;
                        failed = NetlinkAnswer.Error(answer, 0);
                        break;
                    }
                    visit(answer);
                }
            }
            // After so many the listing of a busy host is good enough: what matters is looked at again when it is used.
            if (!interrupted || failed is not null || times == MostDumps)
                return failed;
            restart();
        }
    }

    /// <summary>
    /// Sends changes of packet filters, which the kernel carries out all at once or not at all, before send(2) returns: what
    /// it has to say of failures is there then, and silence is success.
    /// </summary>
    /// <returns>Why nothing was changed, or null.</returns>
    public NetlinkError? Commit(Netfilter.FilterBatch batch)
    {
        if (batch.IsEmpty)
            return null;
        var messages = batch.Finish();
        var first = Send(messages);
        NetlinkError? failed = null;
        while (TryReceive(out var answers))
        {
            foreach (var answer in answers)
            {
                var index = answer.Sequence - first;
                if (index < (uint)messages.Count && answer.Type == LinuxNetlink.NLMSG_ERROR && failed is null)
                    failed = NetlinkAnswer.Error(answer, (int)index);
            }
        }
        return failed;
    }

    protected override bool ReleaseHandle()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        return base.ReleaseHandle();
    }

    private void Exchange(NetlinkMessages messages, Visitor? visit, Action<NetlinkError> failed)
    {
        if (messages.Count == 0)
            return;
        var first = Send(messages);
        var missing = messages.Acknowledged;
        while (missing > 0)
        {
            foreach (var answer in Receive())
            {
                var index = answer.Sequence - first;
                // Answers of an exchange that broke off may still be there.
                if (index >= (uint)messages.Count)
                    continue;
                if (answer.Type != LinuxNetlink.NLMSG_ERROR)
                {
                    visit?.Invoke(answer);
                    continue;
                }
                if (messages.IsAcknowledged((int)index))
                    missing--;
                if (NetlinkAnswer.Error(answer, (int)index) is { } error)
                    failed(error);
            }
        }
    }

    /// <summary>The first message's number.</summary>
    private uint Send(NetlinkMessages messages)
    {
        var first = _sequence;
        _sequence += (uint)messages.Count;
        var bytes = messages.Sealed(first);
        if (bytes.Length > BufferBytes)
            Set(SysSocket.SOL_SOCKET, LinuxNetlink.SO_SNDBUF, bytes.Length * 2);
        while (true)
        {
            nint sent;
            // SAFETY: pinned for the length of the call.
            fixed (byte* pointer = bytes)
                sent = LinuxNetlink.send(Number, pointer, (nuint)bytes.Length, 0);
            if (sent == bytes.Length)
                return first;
            if (sent >= 0 || Marshal.GetLastPInvokeError() != Errno.EINTR)
                throw Failed("send");
        }
    }

    private MessageReader Receive() => TryReceive(out var answers, wait: true) ? answers : throw Failed("recv");

    /// <summary>False when there is nothing for now.</summary>
    private bool TryReceive(out MessageReader answers, bool wait = false)
    {
        answers = default;
        while (true)
        {
            nint got;
            // SAFETY: pinned for the length of the call; MSG_TRUNC makes it tell the length of what did not fit.
            fixed (byte* pointer = _buffer)
                got = LinuxNetlink.recv(Number, pointer, BufferBytes, SysSocket.MSG_TRUNC | (wait ? 0 : SysSocket.MSG_DONTWAIT));
            if (got > BufferBytes)
                throw new SystemCallException("recv", Errno.EOVERFLOW, "Reading a netlink answer");
            if (got > 0)
            {
                answers = new MessageReader(_buffer.AsSpan(0, (int)got));
                return true;
            }
            var errno = got == 0 ? 0 : Marshal.GetLastPInvokeError();
            if (!wait && errno == Errno.EAGAIN)
                return false;
            if (errno != Errno.EINTR)
                throw Failed("recv");
        }
    }

    private void Set(int level, int option, int value) =>
        _ = LinuxNetlink.setsockopt(Number, level, option, &value, sizeof(int));

    private static SystemCallException Failed(string call) => new(call, Marshal.GetLastPInvokeError(), "Talking to the kernel by netlink");
}
