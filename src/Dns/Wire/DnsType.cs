namespace Orchestrator.Dns.Wire;

/// <summary>The record types that the server itself knows; others are passed on as numbers.</summary>
internal static class DnsType
{
    public const ushort A = 1;
    public const ushort Soa = 6;
    public const ushort Ptr = 12;
    public const ushort Aaaa = 28;
    public const ushort Opt = 41;
    public const ushort Any = 255;

    /// <summary>128 to 254 are no data but orders to a server, zone transfers among them (RFC 6895, section 3.1).</summary>
    public static bool IsMeta(ushort type) => type is Opt or (>= 128 and <= 254);
}
