using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The mounts that a spec asks for, in its order.</summary>
internal static class MountPlan
{
    public static void Add(PlanWriter writer, SlotTable slots, ResolvedLaunch launch)
    {
        var source = 0;
        foreach (var mount in launch.Spec.Mounts)
        {
            var handle = mount.HasHostSource ? launch.MountSources[source++] : null;
            var flags = (mount.Optional == true ? PlanOpFlags.SkipFailed : 0) | (mount.Create == false ? PlanOpFlags.NoCreate : 0)
                | (mount.NoSymlinks == true || IsKernels(mount) ? PlanOpFlags.NoSymlinks : 0);
            switch (mount.Kind)
            {
                case MountKind.Tmpfs:
                    Fresh(writer, mount, "tmpfs", flags, LabelPlan.Options(launch, "tmpfs", Tmpfs(mount)));
                    break;
                case MountKind.Filesystem:
                    Fresh(writer, mount, mount.Type!, flags, LabelPlan.Options(launch, mount.Type!, Options(mount.Options)));
                    break;
                case MountKind.Inside:
                    Inside(writer, mount, flags);
                    break;
                case MountKind.Bind or MountKind.Output or MountKind.Volume when handle is not null:
                    var slot = slots.Add(handle);
                    Bind(writer, mount, flags | (mount.Shallow == true ? PlanOpFlags.Shallow : 0), slot);
                    break;
                case MountKind.Bind or MountKind.Output or MountKind.Volume:
                    break; // optional, and its source is not there
                default:
                    throw new ArgumentOutOfRangeException(nameof(launch), mount.Kind, "Unknown kind of mount.");
            }
        }
    }

    /// <summary>
    /// What masks and read-only paths are laid over afterwards must be where its name says, and not where a link of the
    /// image leads (CVE-2019-19921).
    /// </summary>
    private static bool IsKernels(MountSpec mount) =>
        mount is { Kind: MountKind.Filesystem, Type: "proc" or "sysfs" or "cgroup2" or "devpts" or "mqueue" };

    private static void Bind(PlanWriter writer, MountSpec mount, PlanOpFlags flags, int slot)
    {
        var target = writer.Text(mount.Target);
        ref var op = ref writer.Add(PlanOpKind.BindSlot, flags);
        op.Slot = slot;
        op.Text1 = target;
        op.Arg1 = Attributes(mount);
        op.Arg2 = MountAttributes.Cleared(mount.Flags ?? MountFlags.None);
        op.Number = MountAttributes.Propagation(mount.Propagation);
    }

    private static void Inside(PlanWriter writer, MountSpec mount, PlanOpFlags flags)
    {
        var (target, source) = (writer.Text(mount.Target), writer.Text(mount.Source!));
        ref var op = ref writer.Add(PlanOpKind.BindInside, flags | (mount.Recursive == false ? 0 : PlanOpFlags.Recursive));
        op.Text1 = target;
        op.Text2 = source;
        op.Arg1 = Attributes(mount);
    }

    private static void Fresh(PlanWriter writer, MountSpec mount, string type, PlanOpFlags flags, (string, string)[] options) =>
        RootPlan.Filesystem(writer, mount.Target, type, Attributes(mount), flags, options);

    /// <summary>What was asked for; without a word on it a mount gives no devices and no new privileges.</summary>
    private static ulong Attributes(MountSpec mount)
    {
        if (mount.Flags is { } exact)
            return MountAttributes.Of(exact);
        var readOnly = mount is { Kind: MountKind.Bind or MountKind.Volume, ReadOnly: true } ? MountAttributes.ReadOnly : 0;
        return MountAttributes.NoSuid | MountAttributes.NoDev | readOnly;
    }

    private static (string, string)[] Tmpfs(MountSpec mount)
    {
        List<(string, string)> options = [.. Options(mount.Options)];
        if (!options.Exists(option => option.Item1 == "mode"))
            options.Insert(0, ("mode", "1777"));
        if (mount.SizeBytes is { } size)
            options.Add(("size", RootPlan.Number(size)));
        return [.. options];
    }

    private static (string, string)[] Options(string? text) =>
    [
        .. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => option.IndexOf('=') is var equals and > 0
            ? (option[..equals], option[(equals + 1)..])
            : (option, "")),
    ];
}
