using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>One member of a batch: a container, once it was released.</summary>
/// <param name="Job">Ordinal of the job in the definition.</param>
internal sealed record MemberState(int Job, int Index)
{
    public MemberPhase Phase { get; init; }

    public Guid? ContainerId { get; init; }

    public int Attempts { get; init; }

    public ExitView? Exit { get; init; }

    /// <summary>The attempt has ended and its verdict is not recorded yet.</summary>
    public bool Undecided { get; init; }

    /// <summary>The payload of the last attempt was never invoked.</summary>
    public bool StartFailed { get; init; }

    /// <summary>Somebody stopped or removed its container.</summary>
    public bool Dismissed { get; init; }

    /// <summary>It was ended to run again.</summary>
    public bool Requeued { get; init; }

    /// <summary>Attempts from before it was put back into the queue: they do not count as retries.</summary>
    public int Forgiven { get; init; }

    /// <summary>The memory limit that retries for lack of it have come to.</summary>
    public long? MemoryBytes { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    public string? Reason { get; init; }
}
