using System.Globalization;

namespace Orchestrator.Contracts.Values;

/// <summary>Signal names of Linux on x86-64 and arm64, signal(7).</summary>
public static class Signals
{
    private static readonly string[] Names =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ];

    /// <summary>Accepts <c>9</c>, <c>KILL</c>, <c>SIGKILL</c>, <c>sigkill</c>, <c>RTMIN+3</c>.</summary>
    public static bool TryParse(string text, out int signal)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal))
            return signal is >= 1 and <= 64;
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        signal = Array.FindIndex(Names, n => n.Length > 0 && n.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (signal > 0)
            return true;
        if (name.StartsWith("RTMIN+", StringComparison.OrdinalIgnoreCase)
            && int.TryParse(name.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset <= 30)
        {
            signal = 34 + offset;
            return true;
        }
        return false;
    }

    public static string Name(int signal) =>
        signal > 0 && signal < Names.Length ? "SIG" + Names[signal] : $"signal {signal.ToString(CultureInfo.InvariantCulture)}";
}
