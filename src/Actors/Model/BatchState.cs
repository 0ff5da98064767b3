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

    /// <summary>The submitter's idempotency key.</summary>
    public string? Key { get; init; }

    /// <summary>The schedule that submitted it.</summary>
    public Guid? Schedule { get; init; }

    /// <summary>What somebody holds back, in order: "" all of it, JOB, or JOB.INDEX.</summary>
    public ImmutableArray<string> Holds { get; init; } = [];

    /// <summary>One for each job.</summary>
    public ImmutableArray<JobDue> Dues { get; init; } = [];

    /// <summary>All members, job after job.</summary>
    public required ImmutableList<MemberState> Members { get; init; }

    /// <summary>Where the members of each job begin in <see cref="Members"/>.</summary>
    public required ImmutableArray<int> Offsets { get; init; }

    /// <summary>How the members of each job stand. A list, since every event changes one of thousands.</summary>
    public required ImmutableList<Tally> Jobs { get; init; }

    public Tally Tally { get; init; }

    [JsonIgnore]
    public bool Ended => Phase is BatchPhase.Succeeded or BatchPhase.Failed or BatchPhase.Cancelled;

    /// <summary>With what an archive's base lacks that an earlier version wrote.</summary>
    public BatchState Whole() => Holds.IsDefault || Dues.IsDefault
        ? this with { Holds = [], Dues = [.. Definition.Jobs.Select(_ => JobDue.Ahead)] }
        : this;

    /// <summary>Somebody holds it back: all, its job, or itself.</summary>
    public bool IsHeld(MemberState member)
    {
        if (Holds.IsEmpty)
            return false;
        string job = Definition.Jobs[member.Job].Name;
        return Holds.Contains("") || Holds.Contains(job) || Holds.Contains(HoldName(job, member.Index));
    }

    public static string HoldName(string? job, int? index) =>
        job is null ? "" : index is null ? job : $"{job}.{index}";

    public DateTimeOffset? DeadlineOf(int job) =>
        Dues[job] == JobDue.Lifted ? null : SubmittedAt + Definition.Jobs[job].Deadline;

    /// <summary>Whom it counts for in the fair share: the value of a label, if the node shares by one, or its owner.</summary>
    public string ShareOwner(int job, string? label)
    {
        if (label is null)
            return Owner.User;
        return Definition.Jobs[job].Template.Labels.TryGetValue(label, out string? own) ? own
            : Definition.Labels.TryGetValue(label, out string? of) ? of
            : Owner.User;
    }

    public int JobOrdinal(string name) => JobIndex.Of(Definition, name);

    public int Ordinal(string job, int index) => JobOrdinal(job) is >= 0 and int at ? Offsets[at] + index : -1;
}
