using System.Text;
using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// The socket in the run folder: mode 0600, never in the abstract namespace, which a container with the host's
/// network could reach (CVE-2020-15257).
/// </summary>
internal static unsafe class ListenSocket
{
    private const int AddressBytes = 110; // sockaddr_un: family and 108 bytes of path

    public static nint Open(nint directory, uint highFd, string name = WireProtocol.SocketName)
    {
        var low = Must.Succeed("socket", RawSocket.socket(RawSocket.AF_UNIX,
            RawSocket.SOCK_SEQPACKET | RawSocket.SOCK_CLOEXEC | RawSocket.SOCK_NONBLOCK, 0));
        var socket = Must.Succeed("fcntl", RawFile.fcntl(low, RawFile.F_DUPFD_CLOEXEC, (nint)highFd));
        RawFile.close(low);
        var terminated = Encoding.UTF8.GetBytes(name + '\0');
        fixed (byte* path = terminated)
            RawFile.unlinkat(directory, path, 0);
        // Through /proc/self/fd: a run folder may have a longer path than a socket address can hold.
        var address = stackalloc byte[AddressBytes];
        new Span<byte>(address, AddressBytes).Clear();
        *(ushort*)address = RawSocket.AF_UNIX;
        Encoding.UTF8.GetBytes($"/proc/self/fd/{directory}/{name}", new Span<byte>(address + 2, AddressBytes - 3));
        var before = RawProcess.umask(0b111_111_111 & ~0b110_000_000u);
        var bound = RawSocket.bind(socket, address, AddressBytes);
        RawProcess.umask((uint)before);
        Must.Succeed("bind", bound);
        Must.Succeed("listen", RawSocket.listen(socket, 128));
        return socket;
    }
}
