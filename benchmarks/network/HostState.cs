using System.Diagnostics;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Benchmarks.Network;

/// <summary>What of the host a network could leave behind.</summary>
internal sealed record HostState(
    IReadOnlyList<string> Interfaces, IReadOnlyList<string> Addresses, IReadOnlyList<string> Routes, IReadOnlyList<string> Rules,
    IReadOnlyList<string> Mounts, string Forwarding)
{
    public static HostState Read()
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route);
        return new HostState(
            [.. socket.Links().Select(link => link.Name)],
            [.. socket.Addresses().Select(address => address.Address.ToString())],
            [.. socket.Routes().Select(route => $"{route.To} by {route.Link}")],
            Ruleset(),
            [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains("orch-bench-", StringComparison.Ordinal))],
            File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim());
    }

    public IEnumerable<string> Beyond(HostState before) =>
    [
        .. Interfaces.Except(before.Interfaces).Select(name => $"interface {name}"),
        .. Addresses.Except(before.Addresses).Select(address => $"address {address}"),
        .. Routes.Except(before.Routes).Select(route => $"route {route}"),
        .. Rules.Except(before.Rules).Select(rule => $"rule {rule}"),
        .. Mounts.Except(before.Mounts).Select(mount => $"mount {mount}"),
        .. Forwarding == before.Forwarding ? Array.Empty<string>() : [$"ip_forward {Forwarding}"],
    ];

    public static IEnumerable<string> CgroupsBelow(string parent) =>
        new[] { "/sys/fs/cgroup" }.Concat(Directory.GetDirectories("/sys/fs/cgroup"))
            .Select(hierarchy => Path.Combine(hierarchy, parent.TrimStart('/'))).Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories).Select(group => $"cgroup {group}");

    private static string[] Ruleset()
    {
        using var nft = Process.Start(new ProcessStartInfo("/usr/sbin/nft", ["list", "ruleset"]) { RedirectStandardOutput = true })!;
        var text = nft.StandardOutput.ReadToEnd();
        nft.WaitForExit();
        if (nft.ExitCode != 0)
            throw new InvalidOperationException($"nft list ruleset ended with {nft.ExitCode}.");
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
