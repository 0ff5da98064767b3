using System.Globalization;
using System.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The part of a plan that makes the container's file system tree.</summary>
internal static class RootPlan
{
    /// <summary>The nodes of /dev that every runtime gives (OCI runtime spec, "Default Devices"), by number.</summary>
    private static readonly (string Name, uint Major, uint Minor)[] Devices =
        [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    private static readonly (string Name, string Content)[] Links =
    [
        ("ptmx", "pts/ptmx"), ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ];

    /// <summary>What Moby, Podman and containerd hide: host-wide information and physical attack surface.</summary>
    private static readonly string[] Masked =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/proc/kmsg", "/proc/kpagecount",
        "/sys/devices/virtual/powercap", "/sys/firmware", "/sys/fs/selinux", "/sys/kernel/debug",
    ];

    private static readonly string[] ReadOnlyPaths =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Ops of the launcher: layers, overlay, id maps.</summary>
    public static void Prepare(PlanWriter writer, SlotTable slots, ResolvedLaunch launch)
    {
        foreach (var layer in launch.Layers)
            writer.Add(PlanOpKind.Layer).Text1 = writer.Text(layer);
        var writable = writer.Text(launch.Writable ?? "");
        ref var root = ref writer.Add(PlanOpKind.OverlayRoot);
        root.Text1 = writable;
        // The overlay belongs to the host's user namespace: a device node in an image must not be a device.
        root.Arg1 = MountAttributes.NoDev;

        var source = 0;
        foreach (var mount in launch.Spec.Mounts)
        {
            if (mount.Kind == MountKind.Tmpfs)
                continue;
            var slot = slots.Add(launch.MountSources[source++]);
            if (mount.Kind != MountKind.Output)
                continue;
            var rangeBase = launch.Spec.Namespaces.User == UserNamespaceMode.Private ? launch.Prepared.IdRangeBase : 0;
            // On disk the owner; inside whoever the payload runs as. All other ids have no meaning there.
            var uid = writer.Text($"{mount.OwnerUid} {rangeBase + launch.Uid} 1\n");
            var gid = writer.Text($"{mount.OwnerGid} {rangeBase + launch.Gid} 1\n");
            ref var idmap = ref writer.Add(PlanOpKind.IdmapSlot);
            idmap.Slot = slot;
            idmap.Text1 = uid;
            idmap.Text2 = gid;
        }
    }

    /// <summary>Ops of the child, up to and including pivot_root.</summary>
    public static void Mounts(PlanWriter writer, SlotTable slots, ResolvedLaunch launch, bool ownNetwork)
    {
        writer.Add(PlanOpKind.AttachRoot);
        Filesystem(writer, "/proc", "proc", MountAttributes.Inert, PlanOpFlags.NoSymlinks);
        if (ownNetwork)
            Filesystem(writer, "/sys", "sysfs", MountAttributes.Inert | MountAttributes.ReadOnly, PlanOpFlags.NoSymlinks);
        else
            HostSys(writer); // a new sysfs shows the network devices of its namespace and needs power over that
        if (launch.CgroupDirectory is not null && ownNetwork)
        {
            Filesystem(writer, "/sys/fs/cgroup", "cgroup2", MountAttributes.Inert | MountAttributes.ReadOnly, PlanOpFlags.NoSymlinks);
        }
        Device(writer, launch);
        foreach (var (mount, index) in WithSource(launch.Spec.Mounts))
            Add(writer, slots, launch, mount, index);
        foreach (var path in Masked)
            writer.Add(PlanOpKind.Mask).Text1 = writer.Text(path);
        foreach (var path in ReadOnlyPaths)
            writer.Add(PlanOpKind.ReadOnlyPath).Text1 = writer.Text(path);
        if (launch.Spec.ReadOnlyRootfs)
            writer.Add(PlanOpKind.ReadOnlyRoot);
        writer.Add(PlanOpKind.PivotRoot);
    }

    private static void Device(PlanWriter writer, ResolvedLaunch launch)
    {
        Filesystem(writer, "/dev", "tmpfs", MountAttributes.NoSuid | MountAttributes.NoExec, PlanOpFlags.NoSymlinks | PlanOpFlags.Base,
            ("mode", "755"), ("size", "64k"));
        foreach (var (name, major, minor) in Devices)
        {
            var target = writer.Text(name);
            var source = writer.Text("/dev/" + name);
            ref var op = ref writer.Add(PlanOpKind.BindDevice, PlanOpFlags.InBase);
            op.Text1 = target;
            op.Text2 = source;
            op.Arg1 = major;
            op.Arg2 = minor;
        }
        foreach (var (name, content) in Links)
        {
            var from = writer.Text(name);
            var to = writer.Text(content);
            ref var op = ref writer.Add(PlanOpKind.Symlink, PlanOpFlags.InBase);
            op.Text1 = from;
            op.Text2 = to;
        }
        // Group 5 is tty everywhere; a range without it keeps the opener's group.
        var mapped = launch.Spec.Namespaces.User == UserNamespaceMode.Host || launch.Prepared.IdRangeLength > 5;
        (string, string)[] pts = mapped
            ? [("ptmxmode", "0666"), ("mode", "0620"), ("gid", "5")]
            : [("ptmxmode", "0666"), ("mode", "0620")];
        Filesystem(writer, "pts", "devpts", MountAttributes.NoSuid | MountAttributes.NoExec, PlanOpFlags.InBase, pts);
        Filesystem(writer, "shm", "tmpfs", MountAttributes.Inert, PlanOpFlags.InBase,
            ("mode", "1777"), ("size", Number(launch.Spec.ShmBytes)));
        Filesystem(writer, "mqueue", "mqueue", MountAttributes.Inert, PlanOpFlags.InBase);
    }

    private static IEnumerable<(MountSpec Mount, int Source)> WithSource(IReadOnlyList<MountSpec> mounts)
    {
        var source = 0;
        foreach (var mount in mounts)
            yield return (mount, mount.Kind == MountKind.Tmpfs ? -1 : source++);
    }

    private static void Add(PlanWriter writer, SlotTable slots, ResolvedLaunch launch, MountSpec mount, int source)
    {
        var readOnly = mount.ReadOnly ? MountAttributes.ReadOnly : 0;
        switch (mount.Kind)
        {
            case MountKind.Tmpfs:
                (string, string)[] options = mount.SizeBytes is { } size
                    ? [("mode", "1777"), ("size", Number(size))]
                    : [("mode", "1777")];
                Filesystem(writer, mount.Target, "tmpfs", MountAttributes.NoSuid | MountAttributes.NoDev, PlanOpFlags.None, options);
                break;
            case MountKind.Bind:
            case MountKind.Output:
                var slot = slots.Add(launch.MountSources[source]);
                var target = writer.Text(mount.Target);
                ref var op = ref writer.Add(PlanOpKind.BindSlot);
                op.Slot = slot;
                op.Text1 = target;
                op.Arg1 = MountAttributes.NoSuid | MountAttributes.NoDev | (mount.Kind == MountKind.Output ? 0 : readOnly);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(mount), mount.Kind, "Unknown kind of mount.");
        }
    }

    private static void HostSys(PlanWriter writer)
    {
        var path = writer.Text("/sys");
        ref var op = ref writer.Add(PlanOpKind.BindHost, PlanOpFlags.NoSymlinks);
        op.Text1 = op.Text2 = path;
        op.Arg1 = MountAttributes.Inert | MountAttributes.ReadOnly;
    }

    private static void Filesystem(
        PlanWriter writer, string target, string type, ulong attributes, PlanOpFlags flags,
        params ReadOnlySpan<(string Key, string Value)> options)
    {
        var path = writer.Text(target);
        var name = writer.Text(type);
        uint offset = 0, bytes = 0;
        if (options.Length > 0)
        {
            var text = new StringBuilder();
            foreach (var (key, value) in options)
                text.Append(key).Append('\0').Append(value).Append('\0');
            var encoded = Encoding.UTF8.GetBytes(text.ToString());
            offset = writer.Data(encoded);
            bytes = (uint)encoded.Length;
        }
        ref var op = ref writer.Add(PlanOpKind.MountFilesystem, flags);
        op.Text1 = path;
        op.Text2 = name;
        op.Arg1 = attributes;
        op.DataOffset = offset;
        op.DataBytes = bytes;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
