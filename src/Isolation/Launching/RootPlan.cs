using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The part of a plan that makes the container's file system tree.</summary>
internal static class RootPlan
{
    /// <summary>LXC's name for overlayfs's work directory, beside the upper one.</summary>
    public const string OverlayWork = "olwork";

    private const uint MounterOnDisk = 0xFFFF_0000;

    /// <summary>The nodes of /dev that every runtime gives (OCI runtime spec, "Default Devices"), by number.</summary>
    private static readonly (string Name, uint Major, uint Minor)[] Devices =
        [("null", 1, 3), ("zero", 1, 5), ("full", 1, 7), ("random", 1, 8), ("urandom", 1, 9), ("tty", 5, 0)];

    private const int DefaultPtys = 256;

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
        var root = launch.Spec.Root ?? new RootSpec();
        var asIs = launch.Rootless is not null ? true : root.Idmapped is { } mapped ? !mapped : launch.Spec.IdMaps is not null && launch.Prepared.ImageDigest is null;
        foreach (var shared in launch.SharedLayers)
        {
            var path = writer.Text(shared.Path);
            var given = shared.UidMap is null ? default(uint?) : writer.Data(
                MemoryMarshal.AsBytes<uint>([writer.Text(shared.UidMap), writer.Text(shared.GidMap!)]));
            ref var layer = ref writer.Add(PlanOpKind.Layer, shared.AsIs || asIs ? PlanOpFlags.AsIs : PlanOpFlags.None);
            layer.Slot = -1;
            layer.Text1 = path;
            layer.DataOffset = given ?? 0;
            layer.DataBytes = given is null ? 0u : 8u;
        }
        // A directory of the host that is itself the root is looked into by its owner through /proc/PID/root, and written to.
        uint? whole = launch.Spec.RootfsPath is not null && root.Direct == true && !asIs && launch.Spec.Namespaces.OwnUsers ? UpperMaps(writer, launch) : null;
        for (var i = 0; i < launch.Layers.Count; i++)
        {
            var mount = i == 0 ? slots.Add(launch.RootMount) : -1;
            var path = mount < 0 ? writer.Text(launch.Layers[i]) : 0;
            ref var layer = ref writer.Add(PlanOpKind.Layer, asIs ? PlanOpFlags.AsIs : PlanOpFlags.None);
            layer.Slot = mount;
            layer.Text1 = path;
            layer.DataOffset = whole ?? 0;
            layer.DataBytes = whole is null ? 0u : 8u;
        }
        var direct = launch.WholeRoot || root.Direct == true;
        var upper = direct ? null : root.Upper?.TrimEnd('/');
        var folder = upper is null ? launch.Writable ?? "" : Path.GetDirectoryName(upper)!;
        var mounted = direct || upper is not null ? -1 : slots.Add(launch.WritableMount);
        var writable = writer.Text(direct || mounted >= 0 ? "" : folder);
        var (name, work) = upper is null
            ? (launch.Upper == "upper" ? 0u : writer.Text(launch.Upper), launch.Work == "work" ? 0u : writer.Text(launch.Work))
            : (writer.Text(Path.GetFileName(upper)), writer.Text(OverlayWork));
        uint? maps = upper is null || asIs || !launch.Spec.Namespaces.OwnUsers ? null : UpperMaps(writer, launch);
        var label = writer.Text(launch.Labels.Files ?? "");
        ref var op = ref writer.Add(PlanOpKind.OverlayRoot, direct ? PlanOpFlags.Direct : PlanOpFlags.None);
        op.Slot = mounted;
        op.Text1 = writable;
        op.Text2 = name;
        op.Arg3 = label;
        op.Number = work;
        op.DataOffset = maps ?? 0;
        op.DataBytes = maps is null ? 0u : 8u;
        // The overlay belongs to the host's user namespace: a device node in an image must not be a device.
        op.Arg1 = MountAttributes.NoDev | MountAttributes.Of(root.Flags ?? MountFlags.None);
        op.Arg2 = MountAttributes.Cleared(root.Flags ?? MountFlags.None);

        var source = 0;
        foreach (var mount in launch.Spec.Mounts)
        {
            if (!mount.HasHostSource)
                continue;
            var slot = slots.Add(launch.MountSources[source++]);
            if (slot < 0 || MountIds.Texts(mount, launch) is not { } texts)
                continue;
            var (uid, gid) = (writer.Text(texts.Uid), writer.Text(texts.Gid));
            ref var idmap = ref writer.Add(PlanOpKind.IdmapSlot, mount.IdMap?.Recursive == true ? PlanOpFlags.Recursive : PlanOpFlags.None);
            idmap.Slot = slot;
            idmap.Text1 = uid;
            idmap.Text2 = gid;
        }
    }

    /// <summary>
    /// Ids on disk are those inside. The mounter's own id must be mapped too, since overlayfs makes its files in the work
    /// directory with it, and root of the host could make none below the root otherwise (EOVERFLOW): it gets one at the end of the numbers, which means nothing inside.
    /// </summary>
    private static uint UpperMaps(PlanWriter writer, ResolvedLaunch launch)
    {
        Span<uint> texts = stackalloc uint[2];
        for (var i = 0; i < 2; i++)
        {
            var map = IdMaps.Text(launch.Spec, launch.Prepared, launch.Rootless, group: i == 1);
            var hasHostRoot = launch.Spec.IdMaps?.Any(range => range.Group == (i == 1) && range.Outside == 0) == true;
            texts[i] = writer.Text(hasHostRoot ? map : map + $"{MounterOnDisk} 0 1\n");
        }
        return writer.Data(MemoryMarshal.AsBytes(texts));
    }

    /// <summary>Ops of the child, up to and including pivot_root.</summary>
    public static void Mounts(PlanWriter writer, SlotTable slots, ResolvedLaunch launch, bool ownNetwork)
    {
        var spec = launch.Spec;
        var tree = spec.Tree ?? new TreeSpec();
        writer.Add(PlanOpKind.AttachRoot);
        HookPlan.Add(writer, spec, HookKind.PreMount);
        if (tree.Proc != ProcView.None)
            Filesystem(writer, "/proc", "proc", MountAttributes.Inert, PlanOpFlags.NoSymlinks);
        Sys(writer, tree.Sys, ownNetwork);
        if (tree.Cgroup != CgroupView.None && launch.CgroupDirectory is not null && ownNetwork
            && (spec.Namespaces.IsOwn("cgroup") || spec.Namespaces.User == UserNamespaceMode.Host)) // else without power over it
        {
            var readOnly = tree.Cgroup == CgroupView.ReadOnly ? MountAttributes.ReadOnly : 0;
            Filesystem(writer, "/sys/fs/cgroup", "cgroup2", MountAttributes.Inert | readOnly, PlanOpFlags.NoSymlinks);
        }
        if (tree.Dev == DevView.Own)
            Device(writer, launch, tree);
        else if (tree.Dev == DevView.Existing)
            DeviceFiles(writer, launch, tree);
        // A bundle's /dev is one of its mounts, which would cover what is put there before.
        var late = tree.Dev == DevView.NodesOnly;
        if (!late)
            DevicePlan.Add(writer, slots, launch);
        MountPlan.Add(writer, slots, launch);
        if (late)
        {
            DeviceNodes(writer);
            DevicePlan.Add(writer, slots, launch);
        }
        ConsolePlan.Add(writer, slots, launch);
        foreach (var (name, value) in spec.Sysctls ?? new Dictionary<string, string>())
        {
            if (name is PlanCompiler.HostnameParameter or PlanCompiler.DomainnameParameter)
                continue;
            var (path, text) = (writer.Text($"sys/{name.Replace('.', '/')}"), writer.Text(value));
            ref var sysctl = ref writer.Add(PlanOpKind.Sysctl);
            sysctl.Text1 = path;
            sysctl.Text2 = text;
        }
        Guard(writer, tree);
        HookPlan.Add(writer, spec, HookKind.HostCreated);
        HookPlan.Add(writer, spec, HookKind.Mounted);
        if (spec.ReadOnlyRootfs)
            writer.Add(PlanOpKind.ReadOnlyRoot);
        // The last moment with the host's /proc, and after the hooks that are the host's programs.
        LabelPlan.First(writer, launch.Labels, spec.Init);
        writer.Add(spec.Root?.Enter == RootEntry.Chroot ? PlanOpKind.Chroot : PlanOpKind.PivotRoot);
    }

    private static void Guard(PlanWriter writer, TreeSpec tree)
    {
        foreach (var path in tree.Masked ?? (tree.Proc == ProcView.Writable ? [] : Masked))
            writer.Add(PlanOpKind.Mask).Text1 = writer.Text(path);
        IReadOnlyList<string> readOnly = tree.ReadOnly ?? tree.Proc switch
        {
            ProcView.Guarded => ReadOnlyPaths,
            ProcView.Mixed => ["/proc/sys", "/proc/sysrq-trigger"],
            _ => [],
        };
        foreach (var path in readOnly)
            writer.Add(PlanOpKind.ReadOnlyPath).Text1 = writer.Text(path);
        if (tree is { Proc: ProcView.Mixed, ReadOnly: null })
            writer.Add(PlanOpKind.WritablePath).Text1 = writer.Text("/proc/sys/net");
        if (tree.Sys == SysView.Mixed)
            writer.Add(PlanOpKind.WritablePath).Text1 = writer.Text("/sys/devices/virtual/net");
    }

    private static void Sys(PlanWriter writer, SysView view, bool ownNetwork)
    {
        if (view == SysView.None)
            return;
        var readOnly = view == SysView.Writable ? 0 : MountAttributes.ReadOnly;
        if (ownNetwork)
            Filesystem(writer, "/sys", "sysfs", MountAttributes.Inert | readOnly, PlanOpFlags.NoSymlinks);
        else
            HostSys(writer); // a new sysfs shows the network devices of its namespace and needs power over that
    }

    /// <summary>Into the /dev that is there: the image's own, or one of the mounts.</summary>
    private static void DeviceNodes(PlanWriter writer)
    {
        foreach (var (name, major, minor) in Devices)
        {
            var path = writer.Text("/dev/" + name);
            // An image's /dev may be a link, and so may be a node in it: nothing is put where such a link leads.
            ref var op = ref writer.Add(PlanOpKind.BindDevice, PlanOpFlags.NoSymlinks);
            op.Text1 = op.Text2 = path;
            op.Arg1 = major;
            op.Arg2 = minor;
        }
        foreach (var (name, content) in Links)
        {
            var (from, to) = (writer.Text("/dev/" + name), writer.Text(content));
            ref var op = ref writer.Add(PlanOpKind.Symlink);
            op.Text1 = from;
            op.Text2 = to;
        }
    }

    private static void DeviceFiles(PlanWriter writer, ResolvedLaunch launch, TreeSpec tree)
    {
        DeviceNodes(writer);
        Filesystem(writer, "/dev/pts", "devpts", MountAttributes.NoSuid | MountAttributes.NoExec, PlanOpFlags.None, Pts(launch, tree));
    }

    private static void Device(PlanWriter writer, ResolvedLaunch launch, TreeSpec tree)
    {
        Filesystem(writer, "/dev", "tmpfs", MountAttributes.NoSuid | MountAttributes.NoExec, PlanOpFlags.NoSymlinks | PlanOpFlags.Base,
            LabelPlan.Options(launch, "tmpfs", ("mode", "755"), ("size", tree.DevBytes is { } bytes ? Number(bytes) : "64k")));
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
        Filesystem(writer, "pts", "devpts", MountAttributes.NoSuid | MountAttributes.NoExec, PlanOpFlags.InBase, Pts(launch, tree));
        Filesystem(writer, "shm", "tmpfs", MountAttributes.Inert, PlanOpFlags.InBase,
            LabelPlan.Options(launch, "tmpfs", ("mode", "1777"), ("size", Number(launch.Spec.ShmBytes))));
        // The host's queues, or another container's, are not this one's to mount.
        if (launch.Spec.Namespaces.IsOwn("ipc"))
            Filesystem(writer, "mqueue", "mqueue", MountAttributes.Inert, PlanOpFlags.InBase);
    }

    private static (string, string)[] Pts(ResolvedLaunch launch, TreeSpec tree)
    {
        List<(string, string)> options = [("ptmxmode", "0666"), ("mode", "0620")];
        // Group 5 is tty everywhere; a range without it keeps the opener's group.
        if (IdMaps.Outside(launch.Spec, launch.Prepared, launch.Rootless, 5, group: true) is not null)
            options.Add(("gid", "5"));
        // All instances together share kernel.pty.max (4096 by default, 1024 of it kept for the host): see R08.
        options.Add(("max", Number((tree.PtyMax ?? DefaultPtys) + Terminals(launch))));
        return LabelPlan.Options(launch, "devpts", [.. options]);
    }

    /// <summary>The engine's own are not counted as the container's.</summary>
    private static int Terminals(ResolvedLaunch launch) => launch.Spec.Console is { Terminal: true } console ? 1 + console.Ttys : 0;

    private static void HostSys(PlanWriter writer)
    {
        var path = writer.Text("/sys");
        ref var op = ref writer.Add(PlanOpKind.BindHost, PlanOpFlags.NoSymlinks);
        op.Text1 = op.Text2 = path;
        op.Arg1 = MountAttributes.Inert | MountAttributes.ReadOnly;
    }

    public static void Filesystem(
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

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
