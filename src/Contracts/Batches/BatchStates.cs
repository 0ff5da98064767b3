namespace Orchestrator.Contracts.Batches;

/// <summary>States of a batch and of a member.</summary>
public static class BatchStates
{
    public const string Queued = "QUEUED";
    public const string Running = "RUNNING";
    public const string Succeeded = "SUCCEEDED";
    public const string Failed = "FAILED";
    public const string Cancelled = "CANCELLED";

    /// <summary>Of a member: an attempt failed and another one is due.</summary>
    public const string Retrying = "RETRYING";

    /// <summary>Of a member: not run, because of how the jobs before it ended.</summary>
    public const string Skipped = "SKIPPED";

    public static bool IsFinal(string state) => state is Succeeded or Failed or Cancelled or Skipped;
}
