namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Names of namespaces in lxc.namespace.*.</summary>
public static class LxcNamespaces
{
    private static readonly char[] Blanks = [' ', '\t'];

    public static IReadOnlyList<string> All { get; } = ["cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"];

    public static IReadOnlyList<string> Words(string value) =>
        [.. value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Select(word => word == "mount" ? "mnt" : word)];

    public static string? Check(string value)
    {
        foreach (var word in Words(value))
        {
            if (!All.Contains(word))
                return $"'{word}' is no namespace; known are {string.Join(", ", All)}";
        }
        return null;
    }
}
