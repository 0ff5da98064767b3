using System.Text;
using Orchestrator.Fuzzing;
using Orchestrator.Netlink.Route;
using static Orchestrator.Kernel.Headers.LinuxRtnetlink;

namespace Orchestrator.Netlink.Tests;

/// <summary>Group F: answers of the kernel hold names and numbers that root of a container chose.</summary>
public sealed class FuzzTests
{
    private static readonly string[] Words = ["\u0004\0", "\0\0", "\u00ff\u00ff\u00ff\u00ff", "\u0010\0\0\0", "\u0080", "\u0012\u0080"];

    [Fact]
    public void RouteAnswers_AnyBytes_End() => Fuzz.Run([Link(), Address(), Route()], Words, text =>
    {
        foreach (var message in new MessageReader(Bytes(text)))
        {
            RouteParser.Link(message);
            RouteParser.TryCounters(message, out _, out _);
            RouteParser.Address(message)?.ToString();
            RouteParser.Route(message)?.ToString();
            NetlinkAnswer.Error(message, 0)?.Text.ToString();
        }
    });

    [Fact]
    public void Addresses_AnyText_End() => Fuzz.Run(["10.0.0.2/24", "fd00::1/64", "02:00:00:aa:bb:cc"], ["/", "::", "%eth0", "/129", "4294967296"], text =>
    {
        if (InterfaceAddress.TryParse(text, out var address))
        {
            _ = address.Network;
            address.Contains(address.Address).ShouldBeTrue();
        }
        MacAddress.TryParse(text, out _);
    });

    private static string Link() => Text(new NetlinkMessages().Begin(RTM_NEWLINK, 0).Body(new ifinfomsg { ifi_index = 3 })
        .Put(IFLA_IFNAME, "eth0").Put(IFLA_ADDRESS, new byte[6]).Put(IFLA_STATS64, default(rtnl_link_stats64)).Put(IFLA_IFALIAS, "orch")
        .Nest(IFLA_LINKINFO).Put(IFLA_INFO_KIND, "veth").End().Nest(IFLA_PROP_LIST).Put(IFLA_ALT_IFNAME, "other").End());

    private static string Address() => Text(new NetlinkMessages().Begin(RTM_NEWADDR, 0)
        .Body(new ifaddrmsg { ifa_family = AF_INET, ifa_prefixlen = 24, ifa_index = 3 })
        .Put(IFA_LOCAL, System.Net.IPAddress.Loopback).Put(IFA_ADDRESS, System.Net.IPAddress.Loopback));

    private static string Route() => Text(new NetlinkMessages().Begin(RTM_NEWROUTE, 0)
        .Body(new rtmsg { rtm_family = AF_INET, rtm_dst_len = 8 }).Put(RTA_DST, System.Net.IPAddress.Loopback).Put(RTA_OIF, 3));

    private static string Text(NetlinkMessages messages) => Encoding.Latin1.GetString(messages.Sealed(1));

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
