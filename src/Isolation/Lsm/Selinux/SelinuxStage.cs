using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lsm.Selinux;

/// <summary>The SELinux labels of a container.</summary>
internal sealed class SelinuxStage(LsmHost host)
{
    /// <summary>The level to reserve with the container; null when it needs none. A problem says why the labels are not possible.</summary>
    public string? Prepare(Guid id, ContainerSpec spec, out string? problem)
    {
        problem = null;
        var asked = spec.Security.Selinux;
        if (host.Selinux is not { } policy)
        {
            problem = Missing(asked);
            return null;
        }
        if (asked?.Disabled == true)
            return null;
        string? level = null;
        if (asked?.Level is null && policy.HasLevels)
        {
            level = host.Levels.Take(id);
            if (level is null)
                problem = "All pairs of SELinux categories of this node are taken. Remove containers, or give this one a level (--security-opt label=level:s0:c1,c2).";
        }
        if (problem is null)
            Labels(spec, level, out problem);
        if (problem is not null)
            host.Levels.Free(id);
        return level;
    }

    /// <summary>The labels of a container that was prepared; null fields where SELinux has no part in it.</summary>
    public SecurityLabels Labels(ContainerSpec spec, string? level, out string? problem)
    {
        problem = null;
        var asked = spec.Security.Selinux;
        if (host.Selinux is not { } policy)
        {
            problem = Missing(asked);
            return SecurityLabels.None;
        }
        if (asked?.Disabled == true)
            return SecurityLabels.None;
        if (policy.HasLevels && (asked?.Level ?? level) is null)
        {
            problem = "The container was created while SELinux was not active and has no categories of its own. "
                + "Create it again, or give it none with --security-opt label=disable.";
            return SecurityLabels.None;
        }
        if (Process(policy, asked, level) is not { } process || Files(policy, asked, process.Level) is not { } files)
        {
            problem = "SELinux is active, but its policy names no type for containers (lxc_contexts). Name one (--security-opt label=type:TYPE "
                + "and label=filetype:TYPE), or run without labels by --security-opt label=disable.";
            return SecurityLabels.None;
        }
        var mount = asked?.MountLabel ?? files.ToString();
        var keyring = asked?.KeyringLabel ?? process.ToString();
        foreach (var label in (ReadOnlySpan<string>)[process.ToString(), mount, keyring])
        {
            if (!policy.Knows(label))
            {
                problem = $"SELinux's policy does not know the label {label}. Choose another (--security-opt label=type:TYPE), install the policy's "
                    + "module for containers, or run without labels by --security-opt label=disable.";
                return SecurityLabels.None;
            }
        }
        return new SecurityLabels
        {
            Process = process.ToString(), Files = mount, Keyring = spec.SessionKeyring == false ? null : keyring,
        };
    }

    /// <summary>The label of files that this container alone (private) or all containers (shared) may use.</summary>
    public string? Volume(ContainerSpec spec, SecurityLabels labels, string relabel) =>
        host.Selinux is null || spec.Security.Selinux?.Disabled == true || SelinuxLabel.TryParse(labels.Files) is not { } files ? null
        : relabel == "shared" ? (files with { Level = "s0" }).ToString() : files.ToString();

    private static SelinuxLabel? Process(SelinuxPolicy policy, SelinuxSpec? asked, string? level)
    {
        var type = asked?.Type ?? policy.Process?.Type;
        return type is null ? null : new SelinuxLabel(
            asked?.User ?? policy.Process?.User ?? "system_u", asked?.Role ?? policy.Process?.Role ?? "system_r", type,
            asked?.Level ?? level ?? policy.Process?.Level ?? "s0");
    }

    private static SelinuxLabel? Files(SelinuxPolicy policy, SelinuxSpec? asked, string level)
    {
        var type = asked?.FileType ?? policy.File?.Type;
        return type is null ? null : new SelinuxLabel(policy.File?.User ?? "system_u", policy.File?.Role ?? "object_r", type, level);
    }

    private static string? Missing(SelinuxSpec? asked) => asked is null or { Disabled: true }
        ? null
        : "SELinux labels are asked for, but SELinux is not active on this host (orch lsm status). Leave them out.";
}
