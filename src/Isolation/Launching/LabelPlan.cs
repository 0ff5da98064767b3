using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The ops by which a payload gets its labels, and the mount option that labels files.</summary>
internal static class LabelPlan
{
    /// <summary>Asks for the labels of the coming execve; the host's /proc must still be in sight.</summary>
    public static void First(PlanWriter writer, SecurityLabels labels, bool init)
    {
        if (labels.Keyring is { } keyring)
            Own(writer, "attr/keycreate", keyring);
        if (labels.Process is { } process)
            Own(writer, "attr/exec", process);
        if (labels.AppArmor is not { } profile)
            return;
        // PID 1 of the engine's own never executes anything: it changes its profile where it stands, and the payload with it.
        if (init)
            writer.Add(PlanOpKind.OpenAttribute).Text1 = writer.Text(labels.AppArmorFolder + "current");
        else
            Own(writer, labels.AppArmorFolder + "exec", "exec " + profile);
    }

    /// <summary>After everything that a profile might forbid.</summary>
    public static void Last(PlanWriter writer, SecurityLabels labels, bool init)
    {
        if (init && labels.AppArmor is { } profile)
            writer.Add(PlanOpKind.WriteAttribute).Text1 = writer.Text("changeprofile " + profile);
    }

    /// <summary>
    /// With the label of a fresh file system's files where the kernel takes one in a user namespace: for these alone
    /// (selinux_set_mnt_opts); message queues have that of who makes them.
    /// </summary>
    public static (string, string)[] Options(ResolvedLaunch launch, string type, params (string, string)[] options) =>
        type is "tmpfs" or "ramfs" or "devpts" && launch.Labels.Files is { } label && !Array.Exists(options, option => option.Item1 is "context" or "rootcontext" or "fscontext" or "defcontext")
            ? [.. options, ("context", label)]
            : options;

    private static void Own(PlanWriter writer, string file, string value)
    {
        var (name, text) = (writer.Text(file), writer.Text(value));
        ref var op = ref writer.Add(PlanOpKind.OwnAttribute);
        op.Text1 = name;
        op.Text2 = text;
    }
}
