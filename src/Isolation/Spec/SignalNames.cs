using System.Globalization;

namespace Orchestrator.Isolation.Spec;

/// <summary>Signals of x86-64 by name and number (signal(7)).</summary>
public static class SignalNames
{
    /// <summary>SIGRTMIN as glibc gives it out is 34; the kernel knows 1 to 64.</summary>
    public const int Most = 64;
    private const int RealTimeMin = 34;

    private static readonly string[] Names =
        ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG "
        + "XCPU XFSZ VTALRM PROF WINCH IO PWR SYS").Split(' ');

    /// <summary><c>SIGTERM</c>, <c>SIGRTMIN+3</c>, or <c>signal 99</c> for what has no name.</summary>
    public static string Of(int signal) => signal switch
    {
        >= 1 when signal <= Names.Length => $"SIG{Names[signal - 1]}",
        RealTimeMin => "SIGRTMIN",
        > RealTimeMin and <= Most => string.Create(CultureInfo.InvariantCulture, $"SIGRTMIN+{signal - RealTimeMin}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };

    /// <summary>Takes <c>TERM</c>, <c>sigterm</c>, <c>15</c>, <c>RTMIN+3</c> and <c>SIGRTMAX-1</c>.</summary>
    public static bool TryParse(string text, out int signal)
    {
        signal = 0;
        if (text.Length > 0 && char.IsAsciiDigit(text[0]))
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out signal) && signal is >= 1 and <= Most;
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        if (name.StartsWith("RTMIN", StringComparison.OrdinalIgnoreCase))
            return TryRealTime(name[5..], '+', RealTimeMin, +1, out signal);
        if (name.StartsWith("RTMAX", StringComparison.OrdinalIgnoreCase))
            return TryRealTime(name[5..], '-', Most, -1, out signal);
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        signal = index + 1;
        return index >= 0;
    }

    private static bool TryRealTime(string rest, char sign, int from, int direction, out int signal)
    {
        signal = from;
        if (rest.Length == 0)
            return true;
        if (rest[0] != sign
            || !int.TryParse(rest.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var distance)
            || distance > Most - RealTimeMin)
        {
            return false;
        }
        signal = from + direction * distance;
        return true;
    }
}
