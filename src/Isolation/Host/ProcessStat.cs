using System.Globalization;

namespace Orchestrator.Isolation.Host;

/// <summary>What /proc/PID/stat tells of a process (proc_pid_stat(5)).</summary>
internal sealed record ProcessStat(int Pid, string Comm, char State, int Parent, ulong StartTicks)
{
    /// <summary>Null when the process is gone.</summary>
    public static ProcessStat? TryRead(int pid)
    {
        try
        {
            return Parse(File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat"));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The name may hold spaces and brackets, so the fields are counted from the last closing one.</summary>
    public static ProcessStat? Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        if (open <= 0 || close <= open || !int.TryParse(text.AsSpan(0, open), CultureInfo.InvariantCulture, out var pid))
            return null;
        // After the name: state is field 3, the parent 4, the start time 22.
        var fields = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return fields.Length > 19
            && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out var start)
            ? new ProcessStat(pid, text[(open + 1)..close], fields[0][0], parent, start)
            : null;
    }
}
