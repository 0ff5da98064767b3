namespace Orchestrator.Actors.Messages.Batches;

/// <summary>The failures that are worth another attempt; those not named end the job.</summary>
public sealed record RetryOn
{
    public IReadOnlyList<int> Codes { get; init; } = [];

    public IReadOnlyList<int> Signals { get; init; } = [];

    public bool Oom { get; init; }

    /// <summary>After each end for lack of memory the next attempt gets so many times the limit; null: the same.</summary>
    public double? MemoryFactor { get; init; }

    /// <summary>But never more bytes than this.</summary>
    public long? MemoryMax { get; init; }

    public bool Timeout { get; init; }

    /// <summary>The end of the attempt could not be learned.</summary>
    public bool Unknown { get; init; }

    /// <summary>The payload was never invoked: a step of the start failed.</summary>
    public bool StartFailure { get; init; }
}
