using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class CgroupFileCheck
{
    public static string? Check(CgroupNode cgroups, ContainerSpec spec)
    {
        foreach (var (version, file, value) in spec.CgroupFiles ?? [])
        {
            if (file.Length == 0 || !file.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_') || file.StartsWith("cgroup.", StringComparison.Ordinal))
                return $"'{file}' is no file of a controller.";
            if (string.IsNullOrEmpty(value) || value.Contains('\0'))
                return $"The value for {file} is empty or holds a NUL character.";
            if (!cgroups.Has(version, file))
                return $"This host has no {file} of cgroup v{version}: its controller is not there or not used by the engine (orch info shows what there is).";
        }
        return null;
    }
}
