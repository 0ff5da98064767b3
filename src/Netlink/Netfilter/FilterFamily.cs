using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink.Netfilter;

/// <summary>Which packets a table sees.</summary>
public enum FilterFamily : byte
{
    /// <summary>IPv4 and IPv6.</summary>
    Inet = LinuxNetfilter.NFPROTO_INET,

    /// <summary>Frames that pass a bridge.</summary>
    Bridge = LinuxNetfilter.NFPROTO_BRIDGE,
}
