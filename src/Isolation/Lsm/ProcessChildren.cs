using System.Globalization;

namespace Orchestrator.Isolation.Lsm;

/// <summary>/proc/PID/task/TID/children.</summary>
public static class ProcessChildren
{
    /// <summary>The first child; null when there is none, or the kernel does not tell.</summary>
    public static int? First(int pid)
    {
        try
        {
            var number = pid.ToString(CultureInfo.InvariantCulture);
            var children = File.ReadAllText($"/proc/{number}/task/{number}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return children.Length > 0 && int.TryParse(children[0], NumberStyles.None, CultureInfo.InvariantCulture, out var child) ? child : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
