using Orchestrator.Isolation.Cgroups;

namespace Orchestrator.Isolation.Host;

/// <summary>What an ordinary user's daemon has, and in sentences what it cannot do and why.</summary>
public sealed record RootlessReport(uint HostUid, uint Ids, IReadOnlyList<string> Missing)
{
    internal static RootlessReport? Of(CgroupNode node)
    {
        if (RootlessIds.OfThisProcess is not { } ids)
            return null;
        var missing = new List<string>();
        if (node.Missing is { } none)
            missing.Add($"limits, freeze and accounting: {none}");
        else if (node.Controllers.Count < 4)
            missing.Add($"limits other than {(node.Controllers.Count == 0 ? "none" : string.Join(", ", node.Controllers))}: the other controllers were not given to this user's cgroup");
        if (!ids.Groups)
            missing.Add("users other than root inside, and supplementary groups: /etc/subuid and /etc/subgid have no ranges for this user. The administrator can add some: usermod --add-subuids FIRST-LAST --add-subgids FIRST-LAST NAME (65,536 ids that nobody has)");
        missing.Add("ids of a container's own: all containers of this user share the user's ids, since only root of the host may id-map its file systems");
        missing.Add("network other than loopback, the host's, and bridges that /etc/lxc/lxc-usernet lets this user plug into: links between namespaces need root of the host");
        if (node is { Missing: null, DeviceProblem: not null })
            missing.Add("a device policy of cgroups: BPF programs need root of the host; device nodes cannot be made inside all the same");
        return new RootlessReport(ids.HostUid, ids.Count, missing);
    }
}
