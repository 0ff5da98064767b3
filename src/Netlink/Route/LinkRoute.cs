using System.Net;

namespace Orchestrator.Netlink.Route;

/// <summary>A route that leads over one link.</summary>
/// <param name="Link">Index of the link.</param>
/// <param name="To">Null: the default route.</param>
/// <param name="Table">254 is the main one.</param>
public readonly record struct LinkRoute(int Link, bool IsV6, InterfaceAddress? To, IPAddress? Gateway, uint Table, byte Type);
