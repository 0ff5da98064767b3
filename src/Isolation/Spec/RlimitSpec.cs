namespace Orchestrator.Isolation.Spec;

/// <summary>One limit of getrlimit(2); <paramref name="Name"/> without RLIMIT_, in lower case (<c>nofile</c>).</summary>
public sealed record RlimitSpec(string Name, ulong Soft, ulong Hard);
