namespace Orchestrator.Isolation.Networks;

/// <summary>A container that runs and is in some network.</summary>
/// <param name="Devices">The host's ends of its interfaces, by their number; null where there is none.</param>
/// <param name="Guarded">Of which of its interfaces the senders are looked at.</param>
internal sealed record RunningMember(int Attempt, IReadOnlyList<string?> Devices, IReadOnlyList<bool> Guarded);
