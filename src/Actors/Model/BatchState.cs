using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>What the events of one batch and of its containers add up to.</summary>
internal sealed record BatchState
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required BatchDefinition Definition { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    /// <summary>Order of submission.</summary>
    public long SubmittedSeq { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public BatchPhase Phase { get; init; }

    public bool Cancelling { get; init; }

    /// <summary>All members, job after job.</summary>
    public required ImmutableList<MemberState> Members { get; init; }

    /// <summary>Where the members of each job begin in <see cref="Members"/>.</summary>
    public required ImmutableArray<int> Offsets { get; init; }

    public required ImmutableArray<Tally> Jobs { get; init; }

    public Tally Tally { get; init; }

    [JsonIgnore]
    public bool Ended => Phase is BatchPhase.Succeeded or BatchPhase.Failed or BatchPhase.Cancelled;

    public int JobOrdinal(string name) => JobIndex.Of(Definition, name);

    public int Ordinal(string job, int index) => JobOrdinal(job) is >= 0 and int at ? Offsets[at] + index : -1;
}
