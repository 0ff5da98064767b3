namespace Orchestrator.Isolation.Launching;

/// <summary>The five sets of capabilities(7) as bit masks (bit n is capability number n).</summary>
public sealed record CapabilitySets(ulong Effective, ulong Permitted, ulong Inheritable, ulong Bounding, ulong Ambient);
