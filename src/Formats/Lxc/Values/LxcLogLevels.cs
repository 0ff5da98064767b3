namespace Orchestrator.Formats.Lxc.Values;

/// <summary>LXC's levels of a log, by name or number.</summary>
public static class LxcLogLevels
{
    private static readonly string[] Names = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "ERROR", "CRIT", "ALERT", "FATAL"];

    /// <summary>Null: it is no level's name or number.</summary>
    public static int? Number(string level) => Array.IndexOf(Names, Name(level)) is >= 0 and var number ? number : null;

    /// <summary>Its name; what is none is only written in capitals.</summary>
    public static string Name(string level) => level is [>= '0' and <= '8'] ? Names[level[0] - '0'] : level.ToUpperInvariant();
}
