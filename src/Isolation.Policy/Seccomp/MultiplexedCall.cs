using System.Collections.Frozen;

namespace Orchestrator.Isolation.Seccomp;

/// <summary>
/// The calls that i386 can also reach through socketcall(2) and ipc(2), whose first argument says which one is meant
/// (linux/net.h, linux/ipc.h). Their other arguments lie in memory, where no filter sees them.
/// </summary>
internal readonly record struct MultiplexedCall(int Through, uint Number, uint Mask)
{
    public const int SocketCall = 102;
    public const int Ipc = 117;

    /// <summary>The upper half of ipc's first argument is a version (ipc/syscall.c).</summary>
    private const uint IpcMask = 0xFFFF;

    private static readonly FrozenDictionary<string, MultiplexedCall> ByName = new (string Name, int Through, uint Number)[]
    {
        ("socket", SocketCall, 1), ("bind", SocketCall, 2), ("connect", SocketCall, 3), ("listen", SocketCall, 4),
        ("accept", SocketCall, 5), ("getsockname", SocketCall, 6), ("getpeername", SocketCall, 7),
        ("socketpair", SocketCall, 8), ("send", SocketCall, 9), ("recv", SocketCall, 10), ("sendto", SocketCall, 11),
        ("recvfrom", SocketCall, 12), ("shutdown", SocketCall, 13), ("setsockopt", SocketCall, 14),
        ("getsockopt", SocketCall, 15), ("sendmsg", SocketCall, 16), ("recvmsg", SocketCall, 17),
        ("accept4", SocketCall, 18), ("recvmmsg", SocketCall, 19), ("sendmmsg", SocketCall, 20),
        ("semop", Ipc, 1), ("semget", Ipc, 2), ("semctl", Ipc, 3), ("semtimedop", Ipc, 4), ("msgsnd", Ipc, 11),
        ("msgrcv", Ipc, 12), ("msgget", Ipc, 13), ("msgctl", Ipc, 14), ("shmat", Ipc, 21), ("shmdt", Ipc, 22),
        ("shmget", Ipc, 23), ("shmctl", Ipc, 24),
    }.ToFrozenDictionary(
        call => call.Name,
        call => new MultiplexedCall(call.Through, call.Number, call.Through == Ipc ? IpcMask : uint.MaxValue),
        StringComparer.Ordinal);

    public static IEnumerable<string> Names => ByName.Keys;

    public ArgumentTest Test => ArgumentTest.Low32(0, Number, Mask);

    public static MultiplexedCall? Find(SeccompAbi abi, string name) =>
        abi == SeccompAbi.I386 && ByName.TryGetValue(name, out var call) ? call : null;
}
