using System.Runtime.InteropServices;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// Turns a resolved container into a launch plan: the one place that knows in which order a container is made.
/// Pure: no I/O, may be called from any thread, takes some ten microseconds.
/// </summary>
public static class PlanCompiler
{
    public const string HostnameParameter = "kernel.hostname", DomainnameParameter = "kernel.domainname";

    private const ulong NewTime = 0x80, NewNs = 0x0002_0000, NewCgroup = 0x0200_0000, NewUts = 0x0400_0000;
    private const ulong NewIpc = 0x0800_0000, NewUser = 0x1000_0000, NewPid = 0x2000_0000, NewNet = 0x4000_0000;

    public static CompiledPlan Compile(ResolvedLaunch launch)
    {
        var spec = launch.Spec;
        var slots = new SlotTable();
        var writer = new PlanWriter();
        var made = launch.Namespaces;
        var newUsers = spec.Namespaces.OwnUsers && made is null;
        var ownRoot = spec.Namespaces.IsOwn("mnt");
        var ownNetwork = spec.Namespaces.OwnNetwork;

        ref var header = ref writer.Header;
        header.Namespaces = (ownRoot ? NewNs : 0) | (spec.Namespaces.IsOwn("pid") ? NewPid : 0) | (newUsers ? NewUser : 0);
        header.Flags = (spec.Init ? PlanFlags.Init : PlanFlags.None) | (spec.Namespaces.IsOwn("pid") ? PlanFlags.None : PlanFlags.SharedPid) | Flags(launch.Rootless);
        header.OomScoreAdj = launch.OomScoreAdj;
        if (newUsers)
        {
            header.UidMap = writer.Text(IdMaps.Text(spec, launch.Prepared, launch.Rootless, group: false));
            header.GidMap = writer.Text(IdMaps.Text(spec, launch.Prepared, launch.Rootless, group: true));
        }
        if (TimeOffsets(spec.Namespaces) is { } offsets)
            header.TimeOffsets = writer.Text(offsets);
        header.CgroupSlot = slots.Add(launch.CgroupDirectory);

        EnterShared(writer, slots, launch.SharedNamespaces);
        var entered = EnterOwn(writer, slots, launch);
        if (ownRoot)
            RootPlan.Prepare(writer, slots, launch);
        foreach (var (file, value) in spec.ProcFiles ?? new Dictionary<string, string>())
        {
            var (name, text) = (writer.Text(file), writer.Text(value));
            ref var op = ref writer.Add(PlanOpKind.ProcFile);
            op.Text1 = name;
            op.Text2 = text;
        }
        JoinCgroups(writer, slots, launch.CgroupTasks);
        // A network namespace takes longest of all: the child makes it while the launcher mounts the root.
        var kinds = OwnKinds(spec.Namespaces) & ~entered;
        if (kinds != 0)
            writer.Add(PlanOpKind.Unshare).Arg1 = kinds;
        if (OwnTime(spec.Namespaces))
            writer.Add(PlanOpKind.Unshare).Arg1 = NewTime;

        if (ownRoot)
            RootPlan.Mounts(writer, slots, launch, ownNetwork);
        else
            LabelPlan.First(writer, launch.Labels, spec.Init);
        if (spec.Namespaces.IsOwn("uts"))
        {
            // The files of these two are the host's root's alone, in whichever namespace (kernel/utsname_sysctl.c).
            writer.Add(PlanOpKind.Hostname).Text1 = writer.Text(spec.Sysctls?.GetValueOrDefault(HostnameParameter) ?? launch.Hostname);
            if ((spec.Sysctls?.GetValueOrDefault(DomainnameParameter) ?? spec.Domainname) is { } domain)
                writer.Add(PlanOpKind.Domainname).Text1 = writer.Text(domain);
        }
        if (ownNetwork && (entered & NewNet) == 0)
            writer.Add(PlanOpKind.LoopbackUp);
        var terminal = launch.Console?.Holder is not null;
        ProcessPlan.Standard(writer, slots, launch.Console?.Stdin ?? launch.Stdin, launch.Stdout, launch.Stderr, terminal, ofContainer: terminal);
        ProcessPlan.Limits(writer, spec);
        ProcessPlan.Directory(writer, spec.WorkingDirectory, create: ownRoot);
        HookPlan.Add(writer, spec, HookKind.HostSetUp);
        HookPlan.Add(writer, spec, HookKind.Start);
        ProcessPlan.Privileges(writer, launch.Uid, launch.Gid, launch.Groups, launch.Capabilities,
            spec.Security, launch.Seccomp, launch.SeccompFlags);
        LabelPlan.Last(writer, launch.Labels, spec.Init);
        ProcessPlan.Program(writer, spec.Command, spec.Environment, launch.Home, launch.Hostname, terminal, ConsolePlan.Ttys(spec));
        slots.Finish(ref writer.Header);
        return new CompiledPlan(writer.ToArray(), slots.Handles);
    }

    public static CompiledPlan Compile(ResolvedExec exec)
    {
        var spec = exec.Spec;
        var slots = new SlotTable();
        var writer = new PlanWriter();
        ref var header = ref writer.Header;
        header.Flags = PlanFlags.Join | Flags(exec.Rootless);
        header.CgroupSlot = slots.Add(exec.CgroupDirectory);
        // The pid namespace is entered by the launcher around clone: setns changes it for children only.
        header.JoinNamespaces = NewNs | OwnKinds(spec.Namespaces)
            | (spec.Namespaces.User == UserNamespaceMode.Private ? NewUser : 0)
            | (OwnTime(spec.Namespaces) ? NewTime : 0);
        EnterShared(writer, slots, exec.SharedNamespaces);

        JoinCgroups(writer, slots, exec.CgroupTasks);
        LabelPlan.First(writer, exec.Labels, init: false);
        writer.Add(PlanOpKind.JoinNamespaces);
        ProcessPlan.Standard(writer, slots, exec.Stdin, exec.Stdout, exec.Stderr, exec.Terminal, ofContainer: false);
        ProcessPlan.Limits(writer, spec);
        ProcessPlan.Directory(writer, exec.WorkingDirectory, create: false);
        ProcessPlan.Privileges(writer, exec.Uid, exec.Gid, exec.Groups, exec.Capabilities,
            spec.Security, exec.Seccomp, exec.SeccompFlags);
        ProcessPlan.Program(writer, exec.Command, exec.Environment, exec.Home, null, exec.Terminal);
        slots.Finish(ref writer.Header);
        return new CompiledPlan(writer.ToArray(), slots.Handles);
    }

    private static PlanFlags Flags(RootlessIds? rootless) => rootless is null
        ? PlanFlags.None
        : PlanFlags.Rootless | (rootless.Groups ? PlanFlags.None : PlanFlags.KeepGroups);

    private static void JoinCgroups(PlanWriter writer, SlotTable slots, IReadOnlyList<SafeHandle> tasks)
    {
        foreach (var file in tasks)
        {
            var slot = slots.Add(file);
            writer.Add(PlanOpKind.JoinCgroup).Slot = slot;
        }
    }

    /// <summary>CLONE_NEW* of what was made before.</summary>
    private static ulong EnterOwn(PlanWriter writer, SlotTable slots, ResolvedLaunch launch)
    {
        var own = new Dictionary<string, SafeHandle>();
        if (launch.Network is { } network)
            own.Add("net", network);
        if (launch.Namespaces is { } made)
        {
            var spec = launch.Spec.Namespaces;
            own.Add("user", made.User);
            if (spec.OwnNetwork)
                own.Add("net", made.Network);
            if (spec.IsOwn("ipc"))
                own.Add("ipc", made.Ipc);
            if (spec.IsOwn("uts"))
                own.Add("uts", made.Uts);
        }
        EnterShared(writer, slots, own);
        return own.Keys.Aggregate(0UL, (kinds, name) => kinds | name switch { "net" => NewNet, "ipc" => NewIpc, "uts" => NewUts, _ => NewUser });
    }

    private static void EnterShared(PlanWriter writer, SlotTable slots, IReadOnlyDictionary<string, SafeHandle> shared)
    {
        foreach (var (name, handle) in shared)
        {
            var slot = slots.Add(handle);
            ref var op = ref writer.Add(PlanOpKind.EnterNamespace);
            op.Slot = slot;
            op.Arg1 = name switch
            {
                "net" => NewNet, "ipc" => NewIpc, "uts" => NewUts, "cgroup" => NewCgroup,
                "pid" => NewPid, "mnt" => NewNs, "user" => NewUser, _ => NewTime,
            };
        }
    }

    /// <summary>CLONE_NEW* of what is the container's own besides user, pid, mount and time namespace.</summary>
    private static ulong OwnKinds(NamespaceSpec namespaces) =>
        (namespaces.IsOwn("cgroup") ? NewCgroup : 0) | (namespaces.IsOwn("uts") ? NewUts : 0)
        | (namespaces.IsOwn("ipc") ? NewIpc : 0) | (namespaces.OwnNetwork ? NewNet : 0);

    private static bool OwnTime(NamespaceSpec namespaces) => namespaces.ClockOffset is not null || namespaces.BootOffset is not null;

    /// <summary>Lines of timens_offsets: clock, seconds, nanoseconds; the latter never negative (time_namespaces(7)).</summary>
    private static string? TimeOffsets(NamespaceSpec namespaces)
    {
        var monotonic = namespaces.ClockOffset ?? TimeSpan.Zero;
        var boot = namespaces.BootOffset ?? monotonic;
        return monotonic == TimeSpan.Zero && boot == TimeSpan.Zero
            ? null
            : $"monotonic {Offset(monotonic)}\nboottime {Offset(boot)}\n";
    }

    private static string Offset(TimeSpan offset)
    {
        var seconds = (long)Math.Floor(offset.TotalSeconds);
        var nanoseconds = (offset - TimeSpan.FromSeconds(seconds)).Ticks * 100;
        return $"{seconds} {nanoseconds}";
    }
}
