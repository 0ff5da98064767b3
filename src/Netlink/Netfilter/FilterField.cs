namespace Orchestrator.Netlink.Netfilter;

/// <summary>
/// A part of a set's key or of a map's value. The numbers are those of the program nft, which shows the sets by them; to the
/// kernel they mean nothing.
/// </summary>
public enum FilterField
{
    IPv4Address = 7,
    IPv6Address = 8,
    EtherAddress = 9,
    Protocol = 12,
    Port = 13,
    InterfaceName = 41,
}
