namespace Orchestrator.Persistence.Audit;

/// <param name="IsThere">False: it was taken away; the chain goes on from what the journal recorded about it.</param>
public sealed record ArchiveCheck(string File, long First, long Through, bool IsThere);
