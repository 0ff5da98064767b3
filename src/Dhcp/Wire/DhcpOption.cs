namespace Orchestrator.Dhcp.Wire;

/// <summary>RFC 2132.</summary>
internal static class DhcpOption
{
    public const byte Pad = 0;
    public const byte SubnetMask = 1;
    public const byte Router = 3;
    public const byte NameServers = 6;
    public const byte Mtu = 26;
    public const byte Broadcast = 28;
    public const byte Requested = 50;
    public const byte LeaseTime = 51;
    public const byte Overload = 52;
    public const byte Type = 53;
    public const byte Server = 54;
    public const byte RenewalTime = 58;
    public const byte RebindingTime = 59;
    public const byte ClientId = 61;
    public const byte End = 255;
}
