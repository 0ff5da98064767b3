using Orchestrator.Isolation.Host;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Where the host has its cgroup hierarchies mounted.</summary>
/// <param name="V2">Mount point of the cgroup2 tree, or null.</param>
/// <param name="V1">Mount point for each v1 controller; co-mounted controllers share one.</param>
internal sealed record CgroupMounts(string? V2, IReadOnlyDictionary<string, string> V1)
{
    public CgroupLayout Layout => (V2, V1.Count) switch
    {
        (null, 0) => CgroupLayout.None,
        (null, _) => CgroupLayout.V1,
        (_, 0) => CgroupLayout.V2,
        _ => CgroupLayout.Hybrid,
    };

    public static CgroupMounts Detect() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Reads mountinfo (proc_pid_mountinfo(5)); a later mount over the same place hides the earlier one.</summary>
    public static CgroupMounts Parse(string mountinfo)
    {
        string? v2 = null;
        var v1 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in mountinfo.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            // Any number of optional fields ends with a single hyphen.
            var separator = Array.IndexOf(fields, "-", startIndex: Math.Min(6, fields.Length));
            if (separator < 0 || fields.Length < separator + 4)
                continue;
            var mountPoint = Unescape(fields[4]);
            switch (fields[separator + 1])
            {
                case "cgroup2":
                    v2 = mountPoint;
                    break;
                case "cgroup":
                    foreach (var option in fields[separator + 3].Split(','))
                    {
                        if (V1Controllers.Contains(option))
                            v1[option] = mountPoint;
                    }
                    break;
            }
        }
        return new CgroupMounts(v2, v1);
    }

    /// <summary>Only what the engine uses; named hierarchies such as name=systemd belong to others.</summary>
    private static readonly HashSet<string> V1Controllers =
        new(StringComparer.Ordinal) { "memory", "cpu", "cpuacct", "pids", "blkio", "freezer" };

    /// <summary>Space, tab, newline and backslash are written as three octal digits.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\'))
            return field;
        var text = new System.Text.StringBuilder(field.Length);
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).IndexOfAnyExceptInRange('0', '7') < 0)
            {
                text.Append((char)(((field[i + 1] - '0') << 6) | ((field[i + 2] - '0') << 3) | (field[i + 3] - '0')));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }
        return text.ToString();
    }
}
