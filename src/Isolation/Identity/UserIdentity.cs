namespace Orchestrator.Isolation.Identity;

/// <summary>Ids inside the container that a payload runs with.</summary>
/// <param name="Home">Home directory of the passwd entry; null when the user has none.</param>
public sealed record UserIdentity(uint Uid, uint Gid, IReadOnlyList<uint> Groups, string? Home);
