namespace Orchestrator.Formats.Mounts;

/// <param name="Inside"><paramref name="To"/> is an id as the container sees it, else one of the host.</param>
/// <param name="Disk">First id on the file system.</param>
public sealed record MountIdRangeText(bool Group, bool Inside, uint Disk, uint To, uint Count);
