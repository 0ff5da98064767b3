namespace Orchestrator.Isolation.Host;

/// <summary>/proc/PID/status (proc_pid_status(5)), by the name before the colon. The first of two lines of a name counts.</summary>
public static class ProcessStatus
{
    public static IReadOnlyDictionary<string, string> Parse(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                fields.TryAdd(line[..colon], line[(colon + 1)..].Trim());
        }
        return fields;
    }
}
