namespace Orchestrator.EndToEnd.Harness;

/// <summary>What the kernel's own files say about a process being frozen, whichever cgroup layout the machine has.</summary>
internal static class KernelFreezer
{
    /// <summary>
    /// Reads freezer.state on cgroup v1 (freezer-subsystem.rst) and cgroup.events on v2 for the process's own cgroup.
    /// Both are true in a descendant when an ancestor was frozen.
    /// </summary>
    public static bool IsFrozen(int pid)
    {
        foreach (var line in File.ReadLines($"/proc/{pid}/cgroup"))
        {
            var parts = line.Split(':', 3);
            // A process in the root group of a hierarchy is not managed there, and the root has no such files.
            if (parts[2] == "/")
                continue;
            if (parts[1].Split(',').Contains("freezer")
                && File.ReadAllText($"/sys/fs/cgroup/freezer{parts[2]}/freezer.state").Trim() == "FROZEN")
                return true;
            if (parts[0] != "0")
                continue;
            foreach (var mount in (string[])["/sys/fs/cgroup", "/sys/fs/cgroup/unified"])
            {
                var events = $"{mount}{parts[2]}/cgroup.events";
                if (File.Exists(events) && File.ReadAllLines(events).Contains("frozen 1"))
                    return true;
            }
        }
        return false;
    }
}
