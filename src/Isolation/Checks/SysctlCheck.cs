using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Checks;

/// <summary>
/// Kernel parameters that belong to one of the container's namespaces (case S08). Any other one is the host's: the
/// write would be refused in a user namespace, and without one it would change the host.
/// </summary>
internal static class SysctlCheck
{
    private static readonly string[] Ipc = ["kernel.msg", "kernel.sem", "kernel.shm", "fs.mqueue."];

    public static string? Check(ContainerSpec spec)
    {
        foreach (var (name, value) in spec.Sysctls ?? new Dictionary<string, string>())
        {
            if (name.Length == 0 || name.StartsWith('.') || name.EndsWith('.') || name.Contains("..") || !name.All(IsPlain))
                return $"'{name}' is no kernel parameter. Write it with dots, e.g. net.ipv4.ip_forward.";
            if (value is null || value.Contains('\0'))
                return $"The value of the kernel parameter {name} is missing or holds a NUL character.";
            if (Namespace(name) is not { } owner)
                return $"The kernel parameter {name} belongs to no namespace: setting it would change the host. Set it there with sysctl(8).";
            if (owner == "net" ? !spec.Namespaces.OwnNetwork : owner != "user" && !spec.Namespaces.IsOwn(owner))
                return $"The kernel parameter {name} belongs to the {owner} namespace, which the container shares with others.";
        }
        return null;
    }

    private static string? Namespace(string name)
    {
        if (name.StartsWith("net.", StringComparison.Ordinal))
            return "net";
        if (Ipc.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            return "ipc";
        return name is "kernel.hostname" or "kernel.domainname" ? "uts" : name.StartsWith("user.", StringComparison.Ordinal) ? "user" : null;
    }

    private static bool IsPlain(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';
}
