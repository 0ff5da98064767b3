using System.Globalization;
using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Cli.Verbs.Isolation.Capabilities;

/// <summary>One of a process's five sets.</summary>
internal sealed record CapabilitySetView(string Set, string Mask, IReadOnlyList<string> Capabilities)
{
    public static CapabilitySetView Of(string set, ulong mask) => new(
        set, mask.ToString("x16", CultureInfo.InvariantCulture), Names(mask));

    public static IReadOnlyList<string> Names(ulong mask) =>
    [
        .. Enumerable.Range(0, 64).Where(bit => (mask >> bit & 1) != 0)
            .Select(bit => bit < CapabilityNames.All.Count ? "cap_" + CapabilityNames.All[bit].ToLowerInvariant() : bit.ToString(CultureInfo.InvariantCulture)),
    ];
}
