using System.Runtime.InteropServices;
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
    private const ulong NewTime = 0x80, NewNs = 0x0002_0000, NewCgroup = 0x0200_0000, NewUts = 0x0400_0000;
    private const ulong NewIpc = 0x0800_0000, NewUser = 0x1000_0000, NewPid = 0x2000_0000, NewNet = 0x4000_0000;

    public static CompiledPlan Compile(ResolvedLaunch launch)
    {
        var spec = launch.Spec;
        var slots = new SlotTable();
        var writer = new PlanWriter();
        var ownUsers = spec.Namespaces.User == UserNamespaceMode.Private;
        var ownNetwork = spec.Namespaces.Network == NetworkMode.None;

        ref var header = ref writer.Header;
        header.Namespaces = NewNs | NewPid | (ownUsers ? NewUser : 0);
        header.Flags = spec.Init ? PlanFlags.Init : PlanFlags.None;
        header.OomScoreAdj = launch.OomScoreAdj;
        if (ownUsers)
        {
            var map = $"0 {launch.Prepared.IdRangeBase} {launch.Prepared.IdRangeLength}\n";
            header.UidMap = header.GidMap = writer.Text(map);
        }
        if (spec.Namespaces.ClockOffset is { } offset && offset != TimeSpan.Zero)
            header.TimeOffsets = writer.Text(TimeOffsets(offset));
        header.CgroupSlot = slots.Add(launch.CgroupDirectory);

        RootPlan.Prepare(writer, slots, launch);
        JoinCgroups(writer, slots, launch.CgroupTasks);
        // A network namespace takes longest of all: the child makes it while the launcher mounts the root.
        writer.Add(PlanOpKind.Unshare).Arg1 = NewCgroup | NewUts | NewIpc | (ownNetwork ? NewNet : 0);
        if (spec.Namespaces.ClockOffset is not null)
            writer.Add(PlanOpKind.Unshare).Arg1 = NewTime;

        RootPlan.Mounts(writer, slots, launch, ownNetwork);
        writer.Add(PlanOpKind.Hostname).Text1 = writer.Text(launch.Hostname);
        if (ownNetwork)
            writer.Add(PlanOpKind.LoopbackUp);
        ProcessPlan.Standard(writer, slots, launch.Stdin, launch.Stdout, launch.Stderr, launch.Terminal);
        ProcessPlan.Limits(writer, spec);
        ProcessPlan.Directory(writer, spec.WorkingDirectory, create: true);
        ProcessPlan.Privileges(writer, launch.Uid, launch.Gid, launch.Groups, launch.Capabilities,
            spec.Security.NoNewPrivileges, launch.Seccomp, launch.SeccompFlags);
        ProcessPlan.Program(writer, spec.Command, spec.Environment, launch.Home, launch.Hostname, launch.Terminal);
        slots.Finish(ref writer.Header);
        return new CompiledPlan(writer.ToArray(), slots.Handles);
    }

    public static CompiledPlan Compile(ResolvedExec exec)
    {
        var spec = exec.Spec;
        var slots = new SlotTable();
        var writer = new PlanWriter();
        ref var header = ref writer.Header;
        header.Flags = PlanFlags.Join;
        header.CgroupSlot = slots.Add(exec.CgroupDirectory);
        // The pid namespace is entered by the launcher around clone: setns changes it for children only.
        header.JoinNamespaces = NewNs | NewUts | NewIpc | NewCgroup
            | (spec.Namespaces.User == UserNamespaceMode.Private ? NewUser : 0)
            | (spec.Namespaces.Network == NetworkMode.None ? NewNet : 0)
            | (spec.Namespaces.ClockOffset is not null ? NewTime : 0);

        JoinCgroups(writer, slots, exec.CgroupTasks);
        writer.Add(PlanOpKind.JoinNamespaces);
        ProcessPlan.Standard(writer, slots, exec.Stdin, exec.Stdout, exec.Stderr, exec.Terminal);
        ProcessPlan.Limits(writer, spec);
        ProcessPlan.Directory(writer, exec.WorkingDirectory, create: false);
        ProcessPlan.Privileges(writer, exec.Uid, exec.Gid, exec.Groups, exec.Capabilities,
            spec.Security.NoNewPrivileges, exec.Seccomp, exec.SeccompFlags);
        ProcessPlan.Program(writer, exec.Command, exec.Environment, exec.Home, null, exec.Terminal);
        slots.Finish(ref writer.Header);
        return new CompiledPlan(writer.ToArray(), slots.Handles);
    }

    private static void JoinCgroups(PlanWriter writer, SlotTable slots, IReadOnlyList<SafeHandle> tasks)
    {
        foreach (var file in tasks)
        {
            var slot = slots.Add(file);
            writer.Add(PlanOpKind.JoinCgroup).Slot = slot;
        }
    }

    /// <summary>Lines of timens_offsets: clock, seconds, nanoseconds; the latter never negative (time_namespaces(7)).</summary>
    private static string TimeOffsets(TimeSpan offset)
    {
        var seconds = (long)Math.Floor(offset.TotalSeconds);
        var nanoseconds = (offset - TimeSpan.FromSeconds(seconds)).Ticks * 100;
        return $"monotonic {seconds} {nanoseconds}\nboottime {seconds} {nanoseconds}\n";
    }
}
