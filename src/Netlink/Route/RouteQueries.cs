using Orchestrator.Kernel;

namespace Orchestrator.Netlink.Route;

/// <summary>What there is in a socket's namespace.</summary>
public static class RouteQueries
{
    /// <summary>Null: there is none of that name.</summary>
    public static Link? FindLink(this NetlinkSocket socket, string name) =>
        Find(socket, new NetlinkMessages().GetLink(name));

    public static Link? FindLink(this NetlinkSocket socket, int index) =>
        Find(socket, new NetlinkMessages().GetLink(index));

    /// <param name="kind">Only links of this kind; null: all.</param>
    /// <param name="master">Only ports of the bridge with this index; 0: all.</param>
    /// <exception cref="SystemCallException">The kernel does not list them.</exception>
    public static IReadOnlyList<Link> Links(this NetlinkSocket socket, string? kind = null, int master = 0)
    {
        List<Link> links = [];
        Listed(socket.Dump(new NetlinkMessages().GetLinks(kind, master), (in message) =>
        {
            // A kernel that does not filter gives all.
            if (RouteParser.Link(message) is { } link && (kind is null || link.Kind == kind) && (master == 0 || link.Master == master))
                links.Add(link);
        }, links.Clear), "links");
        return links;
    }

    public static IReadOnlyList<LinkAddress> Addresses(this NetlinkSocket socket)
    {
        List<LinkAddress> addresses = [];
        Listed(socket.Dump(new NetlinkMessages().GetAddresses(), (in message) =>
        {
            if (RouteParser.Address(message) is { } address)
                addresses.Add(address);
        }, addresses.Clear), "addresses");
        return addresses;
    }

    /// <summary>Of the main table and the others.</summary>
    public static IReadOnlyList<LinkRoute> Routes(this NetlinkSocket socket)
    {
        List<LinkRoute> routes = [];
        Listed(socket.Dump(new NetlinkMessages().GetRoutes(), (in message) =>
        {
            if (RouteParser.Route(message) is { } route)
                routes.Add(route);
        }, routes.Clear), "routes");
        return routes;
    }

    private static Link? Find(NetlinkSocket socket, NetlinkMessages message)
    {
        Link? found = null;
        var error = socket.Ask(message, (in answer) => found ??= RouteParser.Link(answer));
        return error is null || error.Number is Errno.ENODEV or Errno.EINVAL or Errno.ERANGE ? found
            : throw new SystemCallException("RTM_GETLINK", error.Number, "Looking for a network device");
    }

    private static void Listed(NetlinkError? error, string what)
    {
        if (error is not null)
            throw new SystemCallException("netlink dump", error.Number, $"Listing {what}");
    }
}
