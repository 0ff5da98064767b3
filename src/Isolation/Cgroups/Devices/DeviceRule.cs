namespace Orchestrator.Isolation.Cgroups.Devices;

/// <summary>What is allowed with a device, or with all of a major number; what no rule allows is refused.</summary>
internal sealed record DeviceRule(DeviceKind Kind, int Major, int? Minor, DeviceAccess Access)
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

    private static DeviceRule Node(int major, int? minor) => new(DeviceKind.Character, major, minor, DeviceAccess.All);
}
