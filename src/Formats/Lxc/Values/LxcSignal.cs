using System.Globalization;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Signals as LXC takes them: a number, <c>SIGPWR</c>, <c>sigpwr</c>, <c>SIGRTMIN+3</c>, <c>SIGRTMAX-1</c>.</summary>
public static class LxcSignal
{
    private const int RealTimeMin = 34, RealTimeMax = 64;

    private static readonly Dictionary<string, int> Numbers = Table();

    public static bool TryParse(string text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal))
            return signal is >= 1 and <= RealTimeMax;
        if (!text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase))
            return false;
        var name = text[3..].ToUpperInvariant();
        if (name.StartsWith("RTMIN+", StringComparison.Ordinal))
            return TryOffset(name.AsSpan(6), RealTimeMin, 1, out signal);
        if (name.StartsWith("RTMAX-", StringComparison.Ordinal))
            return TryOffset(name.AsSpan(6), RealTimeMax, -1, out signal);
        return Numbers.TryGetValue(name, out signal);
    }

    private static bool TryOffset(ReadOnlySpan<char> text, int from, int direction, out int signal)
    {
        signal = 0;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) || offset > RealTimeMax - RealTimeMin)
            return false;
        signal = from + (direction * offset);
        return true;
    }

    private static Dictionary<string, int> Table()
    {
        string[] names =
        [
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
            "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
            "PWR", "SYS",
        ];
        var table = names.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index + 1, StringComparer.Ordinal);
        table["IOT"] = table["ABRT"];
        table["CLD"] = table["CHLD"];
        table["POLL"] = table["IO"];
        table["UNUSED"] = table["SYS"];
        table["RTMIN"] = RealTimeMin;
        table["RTMAX"] = RealTimeMax;
        return table;
    }
}
