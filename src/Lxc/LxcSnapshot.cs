namespace Orchestrator.Lxc;

/// <summary>One snapshot of a container (<c>struct lxc_snapshot</c>).</summary>
/// <param name="Name">snap0 and so on.</param>
/// <param name="CommentPath">The file of its comment; null: it has none.</param>
/// <param name="Timestamp">As <c>2026:01:31 12:00:00</c>, in local time.</param>
/// <param name="LxcPath">The directory of the container's snapshots, in which each is a container.</param>
public sealed record LxcSnapshot(string Name, string? CommentPath, string Timestamp, string LxcPath);
