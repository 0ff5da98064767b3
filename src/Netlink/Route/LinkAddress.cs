namespace Orchestrator.Netlink.Route;

/// <summary>An address of a link.</summary>
/// <param name="Link">Index of the link.</param>
/// <param name="Scope">RT_SCOPE_*: 0 global, 253 link.</param>
public readonly record struct LinkAddress(int Link, InterfaceAddress Address, byte Scope);
