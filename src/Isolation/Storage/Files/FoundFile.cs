namespace Orchestrator.Isolation.Storage.Files;

/// <summary>What lies at a path of a container; a link in the last place is not followed.</summary>
/// <param name="LeadsTo">Of a link: what lies where it leads; null when nothing does.</param>
public sealed record FoundFile(FileKind Kind, long Bytes, uint Permissions, FileKind? LeadsTo);
