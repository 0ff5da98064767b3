namespace Orchestrator.Actors.Messages.Images;

/// <param name="Seq">Of the record.</param>
public sealed record ImageRecorded(long Seq);
