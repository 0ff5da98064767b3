using System.Net;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Networks;

/// <summary>The host's end of a container's interface, and whom it may speak as.</summary>
internal sealed record GuardedDevice(string Name, MacAddress Mac, IReadOnlyList<IPAddress> Addresses);
