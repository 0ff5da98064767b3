namespace Orchestrator.Actors.Messages.Batches;

public sealed record BatchCounts(
    int Total, int Queued, int Running, int Retrying, int Succeeded, int Failed, int Cancelled, int Skipped);
