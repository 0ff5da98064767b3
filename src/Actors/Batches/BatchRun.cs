using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Batches;

/// <summary>A batch as the queue works on it: its durable state, and what is under way and need not survive.</summary>
internal sealed class BatchRun(BatchState state)
{
    private readonly bool[] _opened = new bool[state.Definition.Jobs.Count];
    private readonly ContainerSpec?[] _specs = new ContainerSpec?[state.Definition.Jobs.Count];
    private readonly ILookup<string, int> _followers = Followers(state.Definition);

    /// <summary>Jobs that may have become ready: at first all.</summary>
    private readonly SortedSet<int> _unsure = [.. Enumerable.Range(0, state.Definition.Jobs.Count)];

    private readonly PriorityQueue<int, (int Priority, int Ordinal)> _ready = new();
    private readonly HashSet<int> _queued = [];

    public BatchState State { get; set; } = state;

    /// <summary>Members that were asked for and whose start is not durable yet.</summary>
    public HashSet<int> Releasing { get; } = [];

    /// <summary>Members whose verdict is on its way into the journal.</summary>
    public HashSet<int> Deciding { get; } = [];

    /// <summary>
    /// Members that were ended without a verdict. Not part of <see cref="Deciding"/>, which anything durable about a
    /// member's container clears: until the end itself is durable the member looks as if it still waited.
    /// </summary>
    public HashSet<int> Ended { get; } = [];

    public Dictionary<int, IDisposable> Retries { get; } = [];

    public bool Ending { get; set; }

    public bool Cancelled { get; set; }

    public int AtWork => State.Tally.Running + Releasing.Count;

    public int? NextPriority => _ready.TryPeek(out _, out (int Priority, int Ordinal) order) ? -order.Priority : null;

    public JobDefinition Job(int ordinal) => State.Definition.Jobs[State.Members[ordinal].Job];

    public void MakeReady(int ordinal)
    {
        if (_queued.Add(ordinal))
            _ready.Enqueue(ordinal, (-Job(ordinal).Priority, ordinal));
    }

    /// <summary>The next member that still waits to run.</summary>
    public int? Take()
    {
        while (_ready.TryDequeue(out int ordinal, out _))
        {
            _queued.Remove(ordinal);
            if (State.Members[ordinal].Phase is MemberPhase.Queued or MemberPhase.Retrying && !Releasing.Contains(ordinal))
                return ordinal;
        }
        return null;
    }

    /// <summary>A member of that job ended: those that come after it may have become ready.</summary>
    public void MemberEnded(int job)
    {
        foreach (int follower in _followers[State.Definition.Jobs[job].Name])
        {
            if (!_opened[follower])
                _unsure.Add(follower);
        }
    }

    /// <summary>Jobs that may run now, or never, and did not before.</summary>
    public IEnumerable<(int Job, Readiness Readiness)> Opened()
    {
        if (_unsure.Count == 0)
            yield break;
        int[] unsure = [.. _unsure];
        _unsure.Clear();
        foreach (int job in unsure)
        {
            Readiness readiness = JobReadiness.Of(State, job);
            if (readiness.Kind == ReadinessKind.Waiting)
                continue;
            _opened[job] = true;
            yield return (job, readiness);
        }
    }

    /// <summary>The member's spec; one object for a whole job if nothing in it is the member's own.</summary>
    public ContainerSpec Spec(int ordinal)
    {
        MemberState member = State.Members[ordinal];
        if (_specs[member.Job] is { } shared)
            return shared;
        ContainerSpec spec = MemberSpec.Of(State, member, out bool own);
        if (!own)
            _specs[member.Job] = spec;
        return spec;
    }

    public IEnumerable<int> MembersOf(int job) =>
        Enumerable.Range(State.Offsets[job], State.Definition.Jobs[job].MemberCount());

    public void Drop()
    {
        foreach (IDisposable timer in Retries.Values)
            timer.Dispose();
        Retries.Clear();
    }

    private static ILookup<string, int> Followers(BatchDefinition batch) => batch.Jobs
        .SelectMany((job, ordinal) => job.After.Concat(job.AfterOk).Concat(job.AfterFailed).Concat(job.AfterAny)
            .Distinct().Select(before => (before, ordinal)))
        .ToLookup(pair => pair.before, pair => pair.ordinal, StringComparer.Ordinal);
}
