using System.Globalization;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Lxc;
using Orchestrator.LxcTools.Parsing;
using Orchestrator.LxcTools.Unsharing;

namespace Orchestrator.LxcTools.Tools;

internal sealed class UnshareTool : Tool
{
    private const ulong NewUsers = 0x1000_0000, NewMounts = 0x0002_0000, NewUts = 0x0400_0000, NewNetwork = 0x4000_0000;

    private static readonly (string Name, string Other, ulong Flag)[] Known =
    [
        ("MOUNT", "mnt", NewMounts), ("PID", "pid", 0x2000_0000), ("UTSNAME", "uts", NewUts), ("IPC", "ipc", 0x0800_0000), ("USER", "user", NewUsers),
        ("NETWORK", "net", NewNetwork), ("CGROUP", "cgroup", 0x0200_0000),
    ];

    private static readonly ToolOption Namespaces = new('s', "namespaces", "FLAGS", "ORed list of flags to unshare: MOUNT, PID, UTSNAME, IPC, USER, NETWORK, CGROUP");
    private static readonly ToolOption User = new('u', "user", "USERID", "new id to be set if -s USER is specified");
    private static readonly ToolOption HostName = new('H', "hostname", "HOSTNAME", "Set the hostname in the container");
    private static readonly ToolOption Interface = new('i', "ifname", "IFNAME", "Interface name to be moved into container (with NETWORK)");
    private static readonly ToolOption Daemon = new('d', "daemon", null, "Daemonize (do not wait for container to exit)");
    private static readonly ToolOption Remount = new('M', "remount", null, "Remount default fs inside container (/proc /dev/shm /dev/mqueue)");

    public override string Name => "unshare";

    public override string Summary => "lxc-unshare run a COMMAND in a new set of NAMESPACES";

    public override string Usage => "-s NAMESPACES COMMAND";

    public override bool NeedsName => false;

    public override IReadOnlyList<ToolOption> Options => [Namespaces, User, HostName, Interface, Daemon, Remount];

    public override int Run(ToolCall call)
    {
        if (call.Operands.Count == 0)
            return call.Fail("A command to execute in the new namespace is required");
        if (call.Get(Namespaces) is not { } names)
            return call.Fail("A namespace to execute command is required");
        ulong flags = 0;
        foreach (var name in names.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            flags |= Flag(name);
        if (call.Has(HostName) && (flags & NewUts) == 0)
            return call.Fail("Cannot set hostname if UTSNAME namespace is not specified");
        if (call.Has(Interface) && (flags & NewNetwork) == 0)
            return call.Fail("Cannot move interface if NETWORK namespace is not specified");
        if (call.Has(Remount) && (flags & NewMounts) == 0)
            return call.Fail("Cannot remount /proc and the like if MOUNT namespace is not specified");
        var user = call.Get(User) is not { } text ? 0
            : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
            : throw new UsageException($"--user wants a number, not '{text}'");
        var mapped = (flags & NewUsers) != 0;
        var order = new UnshareOrder(flags, call.Operands)
        {
            HostName = call.Get(HostName),
            Remounts = call.Has(Remount),
            User = mapped ? user : null,
            Group = mapped ? user : null,
            Prepare = pid => (mapped ? IdMapping.Write(pid, [new IdMapping(user, Unistd.geteuid(), 1)], [new IdMapping(user, Unistd.getegid(), 1)]) : null)
                ?? call.All(Interface).Select(device => Move(device, pid)).FirstOrDefault(problem => problem is not null),
        };
        call.Data.Flush();
        if (Unsharer.Start(order, out var pid) is { } problem)
            return call.Fail(problem);
        return call.Has(Daemon) ? 0 : WaitStatus.Code(Unsharer.WaitStatusOf(pid));
    }

    private static string? Move(string device, int pid)
    {
        using var network = NamespaceHandle.TryOpen($"/proc/{pid}/ns/net", out var errno);
        return network is null ? $"the namespace of the network cannot be opened: {Errno.Describe(errno)}" : NetworkDevices.Move(device, network);
    }

    private static ulong Flag(string name)
    {
        var found = Known.FirstOrDefault(space => space.Name == name || space.Other == name);
        return found.Flag != 0 ? found.Flag : throw new UsageException($"'{name}' is no namespace; known are {string.Join(", ", Known.Select(space => space.Name))}");
    }
}
