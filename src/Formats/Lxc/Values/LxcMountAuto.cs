namespace Orchestrator.Formats.Lxc.Values;

/// <summary>The words of lxc.mount.auto: what is mounted, and how.</summary>
public static class LxcMountAuto
{
    private static readonly char[] Blanks = [' ', '\t'];

    private static readonly HashSet<string> Known = new(
        [
            "proc", "proc:mixed", "proc:rw", "sys", "sys:ro", "sys:mixed", "sys:rw",
            .. from kind in new[] { "cgroup", "cgroup-full" }
               from mode in new[] { "", ":mixed", ":ro", ":rw" }
               from force in new[] { "", ":force" }
               select kind + mode + force,
            .. from mode in new[] { "", ":ro", ":rw" } from force in new[] { "", ":force" } select "cgroup2" + mode + force,
        ],
        StringComparer.Ordinal);

    public static IReadOnlyList<string> Words(string value) => value.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);

    public static string? Check(string value)
    {
        foreach (var word in Words(value))
        {
            if (!Known.Contains(word) && !word.StartsWith("shmounts:", StringComparison.Ordinal))
                return $"'{word}' is nothing that can be mounted by itself; known are proc, sys, cgroup, cgroup-full, cgroup2 and shmounts:PATH";
        }
        return null;
    }
}
