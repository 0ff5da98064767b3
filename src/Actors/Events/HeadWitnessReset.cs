namespace Orchestrator.Actors.Events;

/// <summary>
/// The daemon began without what it had noted of the journal's end: from here on it is noted anew, and whether records
/// before this one were cut off cannot be told.
/// </summary>
/// <param name="Seq">What the lost note said was the last record; null when there was none.</param>
/// <param name="Hash">That record's hash, lower-case hex.</param>
/// <param name="Reason">E.g. that an operator accepted the loss.</param>
public sealed record HeadWitnessReset(long? Seq, string? Hash, string Reason) : IJournalEvent;
