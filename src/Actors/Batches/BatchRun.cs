using System.Collections;
using System.Collections.Immutable;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Batches;

/// <summary>A batch as the queue works on it: its durable state, and what is under way and need not survive.</summary>
internal sealed class BatchRun(BatchState state, int limit)
{
    private readonly bool[] _opened = new bool[state.Definition.Jobs.Count];
    private readonly ContainerSpec?[] _specs = new ContainerSpec?[state.Definition.Jobs.Count];
    private readonly BitArray _ended = new(state.Members.Count);
    private readonly JobGraph _graph = JobGraph.Of(state.Definition);

    /// <summary>Jobs that may have become ready: at first all.</summary>
    private readonly SortedSet<int> _unsure = [.. Enumerable.Range(0, state.Definition.Jobs.Count)];

    /// <summary>The same for single members of jobs that are waited for member by member.</summary>
    private readonly SortedSet<int> _unsureMembers = [];

    public BatchState State { get; set; } = state;

    /// <summary>What shares the batch's concurrency.</summary>
    public Pool Pool { get; } = new(state.Id, limit);

    /// <summary>Members that wait for their turn or have it, by ordinal; those of a gang share one.</summary>
    public Dictionary<int, Ticket> Tickets { get; } = [];

    /// <summary>Since when members could run that could not from the beginning.</summary>
    public Dictionary<int, DateTimeOffset> ReadySince { get; } = [];

    /// <summary>Members that nothing in the batch holds back; they may wait for a time, a release or their turn.</summary>
    public HashSet<int> Ready { get; } = [];

    /// <summary>Members that were asked for and whose start is not durable yet.</summary>
    public HashSet<int> Releasing { get; } = [];

    /// <summary>Members whose verdict is on its way into the journal.</summary>
    public HashSet<int> Deciding { get; } = [];

    /// <summary>
    /// Members that were ended without a verdict. Not part of <see cref="Deciding"/>, which anything durable about a
    /// member's container clears: until the end itself is durable the member looks as if it still waited.
    /// </summary>
    public HashSet<int> Ended { get; } = [];

    /// <summary>Alarms of members, by ordinal.</summary>
    public Dictionary<int, IDisposable> Retries { get; } = [];

    /// <summary>Alarms of jobs: when one may start, and when one must have ended.</summary>
    public Dictionary<(int Job, bool Deadline), IDisposable> Alarms { get; } = [];

    /// <summary>Jobs whose deadline is on its way into the journal.</summary>
    public HashSet<int> Overdue { get; } = [];

    /// <summary>The deadlines as they were looked at last.</summary>
    public ImmutableArray<JobDue> DuesSeen { get; set; }

    /// <summary>Jobs whose deadline has passed and for which that was carried out.</summary>
    public HashSet<int> CutOff { get; } = [];

    /// <summary>Members whose stop was asked for.</summary>
    public HashSet<int> Stopping { get; } = [];

    /// <summary>Orders of users that are on their way into the journal.</summary>
    public int Ordered { get; set; }

    public bool Ending { get; set; }

    public bool Cancelled { get; set; }

    /// <summary>A stop was refused and has to be asked for again.</summary>
    public bool StopAgain { get; set; }

    public JobDefinition Job(int ordinal) => State.Definition.Jobs[State.Members[ordinal].Job];

    /// <summary>Whatever happens to it, that member is not to run on.</summary>
    public bool IsUnwanted(MemberState member) =>
        State.Cancelling || member.Requeued || State.Dues[member.Job] == JobDue.Passed;

    /// <summary>A member has ended, or was put back into the queue: those that come after it may have become ready.</summary>
    /// <returns>False if that was known.</returns>
    public bool Note(int ordinal)
    {
        MemberState member = State.Members[ordinal];
        bool ended = BatchEvolution.IsFinal(member.Phase);
        if (_ended[ordinal] == ended)
            return false;
        _ended[ordinal] = ended;
        if (ended)
        {
            Ready.Remove(ordinal);
            foreach (int follower in _graph.Followers(member.Job))
            {
                if (!_opened[follower])
                    _unsure.Add(follower);
                else if (_graph[follower].ByMember && member.Index < State.Definition.Jobs[follower].MemberCount())
                    _unsureMembers.Add(State.Offsets[follower] + member.Index);
            }
            return true;
        }
        Ended.Remove(ordinal);
        Ending = Cancelled = false;
        ReadySince.Remove(ordinal);
        foreach (int job in _graph.Followers(member.Job).Append(member.Job))
        {
            _opened[job] = false;
            _unsure.Add(job);
        }
        return true;
    }

    /// <summary>Members that may run now, or never, and did not before.</summary>
    public IEnumerable<(IEnumerable<int> Members, Readiness Readiness)> Opened()
    {
        if (_unsure.Count == 0 && _unsureMembers.Count == 0)
            yield break;
        int[] unsure = [.. _unsure];
        int[] members = [.. _unsureMembers];
        _unsure.Clear();
        _unsureMembers.Clear();
        foreach (int job in unsure)
        {
            Readiness readiness = JobReadiness.Of(State, job);
            if (readiness.Kind == ReadinessKind.Waiting)
                continue;
            _opened[job] = true;
            if (readiness.Kind == ReadinessKind.Never || !_graph[job].ByMember)
            {
                yield return (MembersOf(job), readiness);
                continue;
            }
            foreach (int ordinal in MembersOf(job))
            {
                if (One(ordinal) is { } opened)
                    yield return opened;
            }
        }
        foreach (int ordinal in members)
        {
            if (One(ordinal) is { } opened)
                yield return opened;
        }

        (IEnumerable<int> Members, Readiness Readiness)? One(int ordinal) =>
            JobReadiness.Of(State, State.Members[ordinal]) is { Kind: not ReadinessKind.Waiting } readiness ? ([ordinal], readiness) : null;
    }

    /// <summary>The member's spec; one object for a whole job if nothing in it is the member's own.</summary>
    /// <param name="weight">cpu.weight of a class and priority.</param>
    public ContainerSpec Spec(int ordinal, Func<JobDefinition, int?> weight)
    {
        MemberState member = State.Members[ordinal];
        if (_specs[member.Job] is { } shared && member.MemoryBytes is null)
            return shared;
        ContainerSpec spec = MemberSpec.Of(State, member, weight, out bool own);
        if (!own && member.MemoryBytes is null)
            _specs[member.Job] = spec;
        return spec;
    }

    public IEnumerable<int> MembersOf(int job) =>
        Enumerable.Range(State.Offsets[job], State.Definition.Jobs[job].MemberCount());

    public void Drop()
    {
        foreach (IDisposable timer in Retries.Values.Concat(Alarms.Values))
            timer.Dispose();
        Retries.Clear();
        Alarms.Clear();
    }
}
