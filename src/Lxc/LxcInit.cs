using System.Globalization;

namespace Orchestrator.Lxc;

/// <summary>What an init tells of itself in /proc.</summary>
internal static class LxcInit
{
    /// <summary>Whether it blocks a signal: systemd does so with those that it reads from a signalfd.</summary>
    public static bool Blocks(int? pid, int signal)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(text => text.StartsWith("SigBlk:", StringComparison.Ordinal));
            return line is not null && ulong.TryParse(line.AsSpan("SigBlk:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var blocked)
                && (blocked & (1UL << (signal - 1))) != 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
