using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Lxc;

/// <summary>Network devices of the caller's own namespace.</summary>
internal static class NetworkDevices
{
    /// <summary>Moves one into another namespace. Null, or what went wrong.</summary>
    public static string? Move(string device, Descriptor to)
    {
        using var own = NetworkNamespace.Own();
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, own);
        if (socket.Links().FirstOrDefault(link => link.Name == device) is not { } found)
            return $"there is no network device {device}";
        // What is up cannot get another name.
        socket.Change(new NetlinkMessages().SetUp(found.Index, false));
        return socket.Change(new NetlinkMessages().Move(found.Index, to, device)) is { } error ? $"{device} cannot be moved: {error}" : null;
    }
}
