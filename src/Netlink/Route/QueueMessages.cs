using static Orchestrator.Kernel.Headers.LinuxNetlink;
using static Orchestrator.Kernel.Headers.LinuxRtnetlink;

namespace Orchestrator.Netlink.Route;

/// <summary>Messages about queueing, tc(8).</summary>
public static class QueueMessages
{
    /// <summary>ETH_P_ALL in the network's order, with priority 1 before it.</summary>
    private const uint AllProtocols = 0x0300;
    private const ushort New = NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE;

    /// <summary>What leaves by the link is held to a rate (token bucket filter, tc-tbf(8)).</summary>
    /// <param name="bytesPerSecond">At least 1,000.</param>
    /// <param name="burst">Bytes that may go at once; at least one packet.</param>
    /// <param name="limit">Bytes that may wait; what comes beyond is dropped.</param>
    public static NetlinkMessages AddTokenBucket(this NetlinkMessages messages, int link, ulong bytesPerSecond, uint burst, uint limit)
    {
        Begin(messages, RTM_NEWQDISC, New, link, TC_H_ROOT, 0x1_0000).Put(TCA_KIND, "tbf").Nest(TCA_OPTIONS);
        tc_tbf_qopt options = default;
        options.rate.rate = (uint)Math.Min(bytesPerSecond, uint.MaxValue);
        options.rate.linklayer = 1; // Ethernet
        options.limit = limit;
        // The kernel counts the bucket in time of 64 ns when it is not given in bytes too.
        options.buffer = (uint)Math.Min(uint.MaxValue, burst * (1_000_000_000.0 / 64) / bytesPerSecond);
        messages.Put(TCA_TBF_PARMS, options).Put(TCA_TBF_BURST, burst);
        if (bytesPerSecond > uint.MaxValue)
            messages.Put(TCA_TBF_RATE64, bytesPerSecond);
        return messages.End();
    }

    public static NetlinkMessages DeleteQueue(this NetlinkMessages messages, int link) =>
        Begin(messages, RTM_DELQDISC, NLM_F_ACK, link, TC_H_ROOT, 0);

    /// <summary>Where filters of what comes in by the link are hung.</summary>
    public static NetlinkMessages AddIngress(this NetlinkMessages messages, int link) =>
        Begin(messages, RTM_NEWQDISC, New, link, TC_H_INGRESS, 0xFFFF_0000).Put(TCA_KIND, "ingress");

    /// <summary>All that comes in by the link leaves by another one instead, where it can be queued (tc-mirred(8), tc-u32(8)).</summary>
    public static NetlinkMessages RedirectIngress(this NetlinkMessages messages, int link, int to)
    {
        messages.Begin(RTM_NEWTFILTER, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL).Body(new tcmsg
        {
            tcm_ifindex = link, tcm_parent = 0xFFFF_0000, tcm_info = (1 << 16) | AllProtocols,
        });
        messages.Put(TCA_KIND, "u32").Nest(TCA_OPTIONS).Put(TCA_U32_SEL, new tc_u32_sel { flags = TC_U32_TERMINAL, nkeys = 1 });
        messages.Nest(TCA_U32_ACT).Nest(1).Put(TCA_ACT_KIND, "mirred").Nest(TCA_ACT_OPTIONS);
        messages.Put(TCA_MIRRED_PARMS, new tc_mirred { action = TC_ACT_STOLEN, eaction = TCA_EGRESS_REDIR, ifindex = (uint)to });
        return messages.End().End().End().End();
    }

    private static NetlinkMessages Begin(NetlinkMessages messages, ushort type, ushort flags, int link, uint parent, uint handle) =>
        messages.Begin(type, flags).Body(new tcmsg { tcm_ifindex = link, tcm_parent = parent, tcm_handle = handle });
}
