namespace Orchestrator.Contracts.Batches;

/// <summary>States of a batch and of a member.</summary>
public static class BatchStates
{
    public const string Queued = "QUEUED";
    public const string Running = "RUNNING";
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string Cancelled = "CANCELLED";

    public static bool IsFinal(string state) => state is Succeeded or Failed or Cancelled;
}
