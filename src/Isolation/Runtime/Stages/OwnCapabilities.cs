using System.Globalization;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>What this process may hand on (proc_pid_status(5)).</summary>
internal static class OwnCapabilities
{
    private const string Field = "CapPrm:";

    /// <summary>The permitted set; all of them where the kernel does not tell.</summary>
    public static ulong Parse(string status)
    {
        var line = status.Split('\n').FirstOrDefault(text => text.StartsWith(Field, StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line.AsSpan(Field.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask)
            ? mask : ulong.MaxValue;
    }
}
