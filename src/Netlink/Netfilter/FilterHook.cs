using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink.Netfilter;

/// <summary>Where packets come by.</summary>
public enum FilterHook : uint
{
    Prerouting = LinuxNetfilter.NF_INET_PRE_ROUTING,
    Input = LinuxNetfilter.NF_INET_LOCAL_IN,
    Forward = LinuxNetfilter.NF_INET_FORWARD,
    Output = LinuxNetfilter.NF_INET_LOCAL_OUT,
    Postrouting = LinuxNetfilter.NF_INET_POST_ROUTING,
}
