namespace Orchestrator.Dhcp.Wire;

/// <summary>Where what stands in a message (RFC 2131, section 2).</summary>
internal static class DhcpLayout
{
    public const byte Request = 1;
    public const byte Reply = 2;
    public const byte Ethernet = 1;
    public const int HardwareBytes = 6;

    public const int Transaction = 4;
    public const int Flags = 10;
    public const int Current = 12;
    public const int Yours = 16;
    public const int Relay = 24;
    public const int Hardware = 28;
    public const int ServerName = 44;
    public const int File = 108;
    public const int Cookie = 236;
    public const int Options = 240;

    /// <summary>The least that old clients and relays take (RFC 1542, section 2.1).</summary>
    public const int LeastBytes = 300;

    public const uint MagicCookie = 0x63825363;
}
