namespace Orchestrator.Formats.Lxc.Values;

internal static class LxcLogLevel
{
    private static readonly string[] Names = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "CRIT", "ALERT", "FATAL"];

    public static bool IsKnown(string text) =>
        (text.Length == 1 && text[0] is >= '0' and <= '8') || Names.Contains(text, StringComparer.OrdinalIgnoreCase);
}
