using System.Globalization;

namespace Orchestrator.Isolation.Capabilities;

/// <summary>The five sets of a process, as /proc/PID/status tells them (proc_pid_status(5)).</summary>
public sealed record ProcessCapabilities(ulong Effective, ulong Permitted, ulong Inheritable, ulong Bounding, ulong Ambient)
{
    private static readonly string[] Fields = ["CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"];

    public CapabilityTriple Triple => new(Effective, Permitted, Inheritable);

    public IEnumerable<(string Name, ulong Mask)> Sets =>
        [("effective", Effective), ("permitted", Permitted), ("inheritable", Inheritable), ("bounding", Bounding), ("ambient", Ambient)];

    /// <summary>Null if a set is missing: this is no status file.</summary>
    public static ProcessCapabilities? Parse(string status)
    {
        var masks = new ulong[Fields.Length];
        var found = 0;
        foreach (var line in status.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var index = colon < 0 ? -1 : Array.IndexOf(Fields, line[..colon]);
            if (index >= 0 && ulong.TryParse(line.AsSpan(colon + 1).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out masks[index]))
                found |= 1 << index;
        }
        return found == (1 << Fields.Length) - 1
            ? new ProcessCapabilities(masks[0], masks[1], masks[2], masks[3], masks[4])
            : null;
    }
}
