using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>linux/rtnetlink.h, linux/if_link.h, linux/if_addr.h, linux/neighbour.h, linux/pkt_sched.h and linux/pkt_cls.h.</summary>
public static class LinuxRtnetlink
{
    public const ushort RTM_NEWLINK = 16, RTM_DELLINK = 17, RTM_GETLINK = 18, RTM_SETLINK = 19;
    public const ushort RTM_NEWADDR = 20, RTM_DELADDR = 21, RTM_GETADDR = 22;
    public const ushort RTM_NEWROUTE = 24, RTM_DELROUTE = 25, RTM_GETROUTE = 26;
    public const ushort RTM_NEWNEIGH = 28, RTM_DELNEIGH = 29, RTM_GETNEIGH = 30;
    public const ushort RTM_NEWQDISC = 36, RTM_DELQDISC = 37, RTM_GETQDISC = 38;
    public const ushort RTM_NEWTFILTER = 44, RTM_DELTFILTER = 45;
    public const ushort RTM_NEWLINKPROP = 108;

    public const byte AF_INET = 2, AF_INET6 = 10, AF_BRIDGE = 7, AF_PACKET = 17;

    public const uint IFF_UP = 0x1, IFF_LOOPBACK = 0x8, IFF_LOWER_UP = 0x1_0000;

    public const ushort IFLA_ADDRESS = 1, IFLA_IFNAME = 3, IFLA_MTU = 4, IFLA_LINK = 5, IFLA_MASTER = 10, IFLA_PROTINFO = 12;
    public const ushort IFLA_LINKINFO = 18, IFLA_IFALIAS = 20, IFLA_STATS64 = 23, IFLA_AF_SPEC = 26, IFLA_NET_NS_FD = 28;
    public const ushort IFLA_EXT_MASK = 29, IFLA_NUM_TX_QUEUES = 31, IFLA_NUM_RX_QUEUES = 32, IFLA_LINK_NETNSID = 37;
    public const ushort IFLA_PROP_LIST = 52, IFLA_ALT_IFNAME = 53;

    public const ushort IFLA_INFO_KIND = 1, IFLA_INFO_DATA = 2;
    public const ushort IFLA_INET6_ADDR_GEN_MODE = 8;
    public const ushort IFLA_BR_FORWARD_DELAY = 1, IFLA_BR_STP_STATE = 5, IFLA_BR_VLAN_FILTERING = 7, IFLA_BR_MCAST_SNOOPING = 23;
    public const ushort IFLA_BRPORT_MODE = 4, IFLA_BRPORT_GUARD = 5, IFLA_BRPORT_LEARNING = 8, IFLA_BRPORT_UNICAST_FLOOD = 9;
    public const ushort IFLA_BRPORT_ISOLATED = 33, IFLA_BRPORT_LOCKED = 39;
    public const ushort IFLA_BRIDGE_FLAGS = 0, IFLA_BRIDGE_VLAN_INFO = 2;
    public const ushort IFLA_VLAN_ID = 1;
    public const ushort IFLA_MACVLAN_MODE = 1;
    public const ushort IFLA_IPVLAN_MODE = 1, IFLA_IPVLAN_FLAGS = 2;
    public const ushort VETH_INFO_PEER = 1;
    public const uint RTEXT_FILTER_SKIP_STATS = 0x8;

    public const byte IN6_ADDR_GEN_MODE_EUI64 = 0, IN6_ADDR_GEN_MODE_NONE = 1;

    public const ushort IFA_ADDRESS = 1, IFA_LOCAL = 2, IFA_BROADCAST = 4, IFA_FLAGS = 8;
    public const uint IFA_F_NODAD = 0x02, IFA_F_PERMANENT = 0x80;

    public const ushort RTA_DST = 1, RTA_OIF = 4, RTA_GATEWAY = 5, RTA_PRIORITY = 6, RTA_TABLE = 15;
    public const byte RT_TABLE_MAIN = 254, RTPROT_STATIC = 4, RT_SCOPE_UNIVERSE = 0, RT_SCOPE_LINK = 253, RTN_UNICAST = 1;
    public const uint RTNH_F_ONLINK = 4;

    public const ushort NDA_DST = 1, NDA_LLADDR = 2;
    public const ushort NUD_NOARP = 0x40, NUD_PERMANENT = 0x80;
    public const byte NTF_MASTER = 0x04, NTF_PROXY = 0x08;

    public const ushort TCA_KIND = 1, TCA_OPTIONS = 2;
    public const uint TC_H_ROOT = 0xFFFF_FFFF, TC_H_INGRESS = 0xFFFF_FFF1;
    public const ushort TCA_TBF_PARMS = 1, TCA_TBF_RTAB = 2, TCA_TBF_RATE64 = 4, TCA_TBF_BURST = 6;

    public const ushort TCA_U32_SEL = 5, TCA_U32_ACT = 7, TCA_ACT_KIND = 1, TCA_ACT_OPTIONS = 2, TCA_MIRRED_PARMS = 2;
    public const byte TC_U32_TERMINAL = 1;
    public const int TC_ACT_STOLEN = 4, TCA_EGRESS_REDIR = 1;

    [StructLayout(LayoutKind.Sequential)]
    public struct ifinfomsg
    {
        public byte ifi_family;
        public ushort ifi_type;
        public int ifi_index;
        public uint ifi_flags;
        public uint ifi_change;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ifaddrmsg
    {
        public byte ifa_family;
        public byte ifa_prefixlen;
        public byte ifa_flags;
        public byte ifa_scope;
        public int ifa_index;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct rtmsg
    {
        public byte rtm_family;
        public byte rtm_dst_len;
        public byte rtm_src_len;
        public byte rtm_tos;
        public byte rtm_table;
        public byte rtm_protocol;
        public byte rtm_scope;
        public byte rtm_type;
        public uint rtm_flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ndmsg
    {
        public byte ndm_family;
        public int ndm_ifindex;
        public ushort ndm_state;
        public byte ndm_flags;
        public byte ndm_type;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct bridge_vlan_info
    {
        public ushort flags;
        public ushort vid;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct tcmsg
    {
        public byte tcm_family;
        public int tcm_ifindex;
        public uint tcm_handle;
        public uint tcm_parent;
        public uint tcm_info;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct tc_ratespec
    {
        public byte cell_log;
        public byte linklayer;
        public ushort overhead;
        public short cell_align;
        public ushort mpu;
        public uint rate;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct tc_tbf_qopt
    {
        public tc_ratespec rate;
        public tc_ratespec peakrate;
        public uint limit;
        public uint buffer;
        public uint mtu;
    }

    /// <summary>struct tc_u32_sel with one struct tc_u32_key.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct tc_u32_sel
    {
        public byte flags;
        public byte offshift;
        public byte nkeys;
        public ushort offmask;
        public ushort off;
        public short offoff;
        public short hoff;
        public uint hmask;
        public uint key_mask;
        public uint key_val;
        public int key_off;
        public int key_offmask;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct tc_mirred
    {
        public uint index;
        public uint capab;
        public int action;
        public int refcnt;
        public int bindcnt;
        public int eaction;
        public uint ifindex;
    }

    /// <summary>The beginning of struct rtnl_link_stats64, as far as it is told.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct rtnl_link_stats64
    {
        public ulong rx_packets;
        public ulong tx_packets;
        public ulong rx_bytes;
        public ulong tx_bytes;
        public ulong rx_errors;
        public ulong tx_errors;
        public ulong rx_dropped;
        public ulong tx_dropped;
    }
}
