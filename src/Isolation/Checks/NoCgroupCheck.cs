using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>Limits where there are no cgroups: refused, never silently without effect.</summary>
internal static class NoCgroupCheck
{
    /// <param name="missing">Why there are none; null: there are.</param>
    public static string? Check(ContainerSpec spec, string? missing) =>
        missing is not null && !spec.Namespaces.IsOwn("pid")
            ? $"A pid namespace cannot be shared here, since without a cgroup nothing would end the container's processes: {missing}."
            : missing is not null && (spec.CgroupFiles is { Count: > 0 } || spec.Tree?.Cgroup == CgroupView.Delegated)
            ? Refuse(missing)
            : Check(spec.Resources, missing);

    public static string? Check(ResourceLimits limits, string? missing) =>
        missing is not null && limits != new ResourceLimits() ? Refuse(missing) : null;

    private static string Refuse(string missing) =>
        $"The limits cannot be kept: {missing}. Or leave out what limits memory, CPU, processes and I/O.";
}
