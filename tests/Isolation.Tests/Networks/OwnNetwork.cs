using System.Diagnostics;
using Orchestrator.Isolation.Networks;
using Orchestrator.Kernel;
using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Tests.Networks;

/// <summary>A network namespace that stands for the host's, gone with the test.</summary>
internal sealed class OwnNetwork : IDisposable
{
    private readonly NamespaceHandle _network;
    private readonly bool _own;

    public OwnNetwork()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: network namespaces are not an ordinary user's to make");
        _network = NetworkNamespace.Make();
        _own = true;
        Run("ip", "link", "set", "lo", "up");
    }

    /// <summary>One that somebody else has made, and keeps.</summary>
    public OwnNetwork(NamespaceHandle network) => _network = network;

    public NamespaceHandle Handle => _network;

    public NodeFirewall Firewall() => new("orch_test", () => NetlinkSocket.Open(NetlinkProtocol.Netfilter, _network));

    public string List() => Run("nft", "list", "ruleset");

    /// <summary>Lines of the listing that are rules or chains: what a packet passes.</summary>
    public int Rules() => Run("nft", "-t", "list", "ruleset").Split('\n').Length;

    public string Run(params string[] command)
    {
        // nsenter(1) by the descriptor, which the child has under this process's pid.
        var start = new ProcessStartInfo("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{_network.Number}", .. command])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{string.Join(' ', command)}: {errors.Result}");
        return output;
    }

    public void Dispose()
    {
        if (_own)
            _network.Dispose();
    }
}
