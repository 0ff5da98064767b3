namespace Orchestrator.Actors.Messages.Containers;

/// <param name="Bytes">Size of the files that had to be copied for it.</param>
/// <param name="How"><c>shared</c>, <c>copied</c> or <c>reflink</c>.</param>
public sealed record SnapshotView(string Name, string? Comment, DateTimeOffset At, Caller By, long Bytes, string? How);
