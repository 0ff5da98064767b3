namespace Orchestrator.Isolation.Launching;

/// <summary>A read-only layer between the writable one and the image.</summary>
/// <param name="AsIs">Its files have the container's ids on disk already.</param>
/// <param name="UidMap">Ids on disk to ids outside, as lines of uid_map; null and not <paramref name="AsIs"/>: the container's own map.</param>
public sealed record LowerLayer(string Path, bool AsIs, string? UidMap, string? GidMap);
