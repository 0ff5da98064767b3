namespace Orchestrator.Isolation.Network;

/// <summary>The words of modes, as LXC and ip-link(8) have them, and the kernel's numbers. Null: no such word.</summary>
internal static class InterfaceModes
{
    public static uint? Macvlan(string? mode) => mode switch
    {
        "private" => 1, "vepa" => 2, null or "bridge" => 4, "passthru" => 8, _ => null,
    };

    public static ushort? Ipvlan(string? mode) => mode switch
    {
        "l2" => 0, null or "l3" => 1, "l3s" => 2, _ => null,
    };

    public static ushort? IpvlanIsolation(string? isolation) => isolation switch
    {
        null or "bridge" => 0, "private" => 1, "vepa" => 2, _ => null,
    };
}
