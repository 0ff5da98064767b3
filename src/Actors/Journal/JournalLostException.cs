namespace Orchestrator.Actors.Journal;

/// <summary>Another writer has gone on with the journal: this one can never write to it again.</summary>
public sealed class JournalLostException(string message) : Exception(message);
