using System.Globalization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>What goes with a device, with all of a major number, or with all of a kind.</summary>
internal sealed record DeviceRule(DeviceKind Kind, int? Major, int? Minor, DeviceAccess Access)
{
    /// <summary>
    /// The nodes that a container's /dev has, and its terminals (admin-guide/devices.txt). A container that keeps
    /// CAP_MKNOD in the host's user namespace can make others no more than open them (case E25).
    /// </summary>
    public static IReadOnlyList<DeviceRule> Usual { get; } =
    [
        Node(1, 3), // null
        Node(1, 5), // zero
        Node(1, 7), // full
        Node(1, 8), // random
        Node(1, 9), // urandom
        Node(5, 0), // tty
        Node(5, 1), // console
        Node(5, 2), // ptmx
        Node(136, null), // pts
    ];

    public static DeviceRule Of(DeviceRuleSpec rule) => new(
        rule.Kind == 'b' ? DeviceKind.Block : DeviceKind.Character, rule.Major, rule.Minor,
        (rule.Access.Contains('r') ? DeviceAccess.Read : 0) | (rule.Access.Contains('w') ? DeviceAccess.Write : 0)
        | (rule.Access.Contains('m') ? DeviceAccess.Make : 0));

    public bool Names(DeviceKind kind, int major, int minor) =>
        kind == Kind && (Major is null || Major == major) && (Minor is null || Minor == minor);

    public bool IsSameDevice(DeviceRule other) => other.Kind == Kind && other.Major == Major && other.Minor == Minor;

    /// <summary>As the v1 files take it.</summary>
    public override string ToString()
    {
        var access = (Access.HasFlag(DeviceAccess.Read) ? "r" : "") + (Access.HasFlag(DeviceAccess.Write) ? "w" : "")
            + (Access.HasFlag(DeviceAccess.Make) ? "m" : "");
        return $"{(Kind == DeviceKind.Block ? 'b' : 'c')} {Text(Major)}:{Text(Minor)} {access}";
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "*";

    private static DeviceRule Node(int major, int? minor) => new(DeviceKind.Character, major, minor, DeviceAccess.All);
}
