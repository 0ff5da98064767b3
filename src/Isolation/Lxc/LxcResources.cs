using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.cgroup*, lxc.prlimit.*, lxc.sysctl.*, lxc.proc.*</summary>
internal static class LxcResources
{
    private const string Prlimit = "lxc.prlimit.", Sysctl = "lxc.sysctl.", Proc = "lxc.proc.";

    public static void Apply(LxcBuilder builder)
    {
        LxcCgroups.Apply(builder);
        var limits = new List<RlimitSpec>();
        foreach (var item in builder.Settings.Below(Prlimit))
        {
            var name = item.Key[Prlimit.Length..];
            if (!RlimitNames.TryParse(name, out _))
                builder.Refuse(item, $"'{name}' is no resource limit; known are {string.Join(", ", RlimitNames.All)}.");
            else if (LxcPrlimit.TryParse(item.Value, out var limit, out _))
                limits.Add(new RlimitSpec(name, limit.Soft, limit.Hard));
        }
        builder.Spec = builder.Spec with
        {
            Rlimits = [.. limits.Where(limit => !builder.Spec.Rlimits.Any(asked => asked.Name == limit.Name)), .. builder.Spec.Rlimits],
            Sysctls = Pairs(builder, Sysctl),
            ProcFiles = Pairs(builder, Proc),
        };
    }

    private static Dictionary<string, string>? Pairs(LxcBuilder builder, string prefix)
    {
        var pairs = builder.Settings.Below(prefix).ToDictionary(item => item.Key[prefix.Length..], item => item.Value);
        return pairs.Count == 0 ? null : pairs;
    }
}
