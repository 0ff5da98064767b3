namespace Orchestrator.Actors.Messages.Archives;

/// <summary>Moves the records before one, or before a time, to a file.</summary>
public sealed record ArchiveJournal(Caller Caller, string Cause, long? BeforeSeq = null, DateTimeOffset? BeforeTime = null)
    : ICommand, IRequest<ArchiveView>;
