using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

internal static class NamespaceCheck
{
    private static readonly string[] Shareable = ["ipc", "net", "uts"];

    public static string? Check(NamespaceSpec namespaces)
    {
        foreach (var name in namespaces.Host ?? [])
        {
            if (name is not ("cgroup" or "ipc" or "uts"))
                return $"The {name} namespace cannot be the host's in this way. Possible are cgroup, ipc and uts.";
        }
        foreach (var (name, path) in namespaces.Join ?? new Dictionary<string, string>())
        {
            if (!Shareable.Contains(name))
                return $"The {name} namespace cannot be shared with others. Possible are {string.Join(", ", Shareable)}.";
            if (PathCheck.Check(path, "namespace path") is { } bad)
                return bad;
            if (!File.Exists(path))
                return $"There is no namespace at {path}: the process is gone, or the path is wrong.";
        }
        return null;
    }
}
