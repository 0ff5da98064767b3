namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>
/// What a container wrote up to a snapshot or copy: never changed again, and below the writable layers of all that come
/// from it. Its files bear the host's ids of who wrote them.
/// </summary>
/// <param name="Name">A directory below <c>ROOT/layers</c>.</param>
/// <param name="UidMap">The uid_map of who wrote it; null: a container with the host's user namespace, whose ids are the same inside.</param>
internal sealed record SharedLayer(string Name, string? UidMap, string? GidMap);
