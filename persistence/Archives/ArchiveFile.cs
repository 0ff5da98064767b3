namespace Orchestrator.Persistence.Archives;

/// <summary>A file with records, as its name tells.</summary>
internal sealed record ArchiveFile(string Name, string Path, long First, long Through);
