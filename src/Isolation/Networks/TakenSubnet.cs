using System.Net;

namespace Orchestrator.Isolation.Networks;

/// <summary>Addresses that are in use already, and by what, as a user is told it.</summary>
internal readonly record struct TakenSubnet(IPNetwork Subnet, string By);
