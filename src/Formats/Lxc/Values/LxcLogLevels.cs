namespace Orchestrator.Formats.Lxc.Values;

internal static class LxcLogLevels
{
    private static readonly string[] Names = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "CRIT", "ALERT", "FATAL"];

    public static string Name(string level) => level is [>= '0' and <= '8'] ? Names[level[0] - '0'] : level.ToUpperInvariant();
}
