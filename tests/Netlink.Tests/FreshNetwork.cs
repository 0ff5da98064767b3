using Orchestrator.Kernel;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Netlink.Tests;

/// <summary>A network namespace of the test's own, gone with its last descriptor; and a socket in it.</summary>
internal sealed class FreshNetwork : IDisposable
{
    public FreshNetwork()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: network namespaces are not an ordinary user's to make");
        Network = NetworkNamespace.Make();
        Socket = NetlinkSocket.Open(NetlinkProtocol.Route, Network);
    }

    public NamespaceHandle Network { get; }

    public NetlinkSocket Socket { get; }

    public void Change(NetlinkMessages messages) => Socket.Change(messages)?.Text.ShouldBeNull();

    public Link Find(string name) => Socket.FindLink(name).ShouldNotBeNull();

    public Link Bridge(string name)
    {
        Change(new NetlinkMessages().AddBridge(new NewLink { Name = name, Up = true }));
        return Find(name);
    }

    /// <summary>What this kernel was not built with skips the test with the kernel's word.</summary>
    public void ChangeOrSkip(NetlinkMessages messages, string what)
    {
        var error = Socket.Change(messages);
        Assert.SkipWhen(error is { Number: Errno.EOPNOTSUPP or Errno.ENOENT }, $"the kernel has no {what}: {error?.Text}");
        error?.Text.ShouldBeNull();
    }

    public void Dispose()
    {
        Socket.Dispose();
        Network.Dispose();
    }
}
