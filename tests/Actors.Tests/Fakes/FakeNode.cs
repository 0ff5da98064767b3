using System.Collections.Concurrent;
using System.Threading.Channels;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>
/// What outlives a daemon: the launcher with its inits and the exits that nobody has acknowledged. Each daemon's life
/// talks to it through its own <see cref="FakeRuntime"/>.
/// </summary>
internal sealed class FakeNode
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Guid Id, int Attempt), FakeInit> _inits = [];
    private int _pid = 1000;

    /// <summary>What a payload does: its exit code at once, or null to run until a signal.</summary>
    public Func<LaunchOrder, int?> Payload { get; set; } = _ => null;

    /// <summary>Fails a launch before its payload runs.</summary>
    public Func<LaunchOrder, LaunchFailure?> Failure { get; set; } = _ => null;

    /// <summary>Ends a running payload on that signal.</summary>
    public Func<int, bool> Obeys { get; set; } = signal => signal is 15 or 9;

    /// <summary>Payloads sleep in the kernel, where not even SIGKILL reaches them.</summary>
    public bool Unkillable { get; set; }

    /// <summary>How a further process ends; null: not by itself.</summary>
    public Func<ExecOrder, ExitStatus?> Exec { get; set; } = _ => ExitStatus.Exited(3);

    public bool NodeFrozen { get; set; }

    public FreezeOutcome FreezeResult { get; set; } = new(true, TimeSpan.FromMilliseconds(3), [], null);

    /// <summary>Why nothing new starts.</summary>
    public string? Obstacle { get; set; }

    /// <summary>What is still there of a killed container.</summary>
    public IReadOnlyList<string> TasksLeft { get; set; } = [];

    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The limits that were written into cgroups, oldest first.</summary>
    public ConcurrentQueue<ResourceLimits> Updates { get; } = new();

    /// <summary>The node, and not a container at its own limit.</summary>
    public bool IsMemoryShort { get; set; } = true;

    /// <summary>What the parent cgroup of all containers tells.</summary>
    public UsageReading NodeReading { get; set; } = new(ResourceUsage.None, null);

    /// <summary>How often that was asked for.</summary>
    public int NodeReads;

    public Func<Guid, PressureTotals?> Pressure { get; set; } = _ => null;

    public Func<Guid, ResourceUsage?> Usage { get; set; } = _ => null;

    public FakeRuntime? Current { get; set; }

    /// <summary>How often an init was really started, for each attempt.</summary>
    public IReadOnlyDictionary<(Guid Id, int Attempt), int> Starts => _starts;

    private readonly ConcurrentDictionary<(Guid, int), int> _starts = [];

    public int Alive
    {
        get
        {
            lock (_lock)
                return _inits.Values.Count(init => init.Exit is null);
        }
    }

    public LaunchOutcome Launch(LaunchOrder order)
    {
        InitExit? exit = null;
        FakeInit init;
        lock (_lock)
        {
            if (_inits.TryGetValue((order.Id, order.Attempt), out FakeInit? known))
                return new LaunchOutcome(known.Identity, null);
            if (Failure(order) is { } failure)
                return new LaunchOutcome(null, failure);
            if (_inits.Values.Any(other => other.Id == order.Id && other.Exit is null))
                throw new InvalidOperationException($"{order.Name} has an init already.");
            _starts.AddOrUpdate((order.Id, order.Attempt), 1, (_, n) => n + 1);
            init = new FakeInit(order.Id, order.Attempt, new InitIdentity(++_pid, (ulong)_pid, "boot"));
            _inits[(order.Id, order.Attempt)] = init;
            if (Payload(order) is { } code)
                exit = End(init, ExitStatus.Exited(code));
        }
        if (exit is not null)
            Current?.Deliver(exit);
        return new LaunchOutcome(init.Identity, null);
    }

    public bool Signal(Guid id, int signal)
    {
        InitExit? exit = null;
        lock (_lock)
        {
            FakeInit? init = _inits.Values.FirstOrDefault(init => init.Id == id && init.Exit is null);
            if (init is null)
                return false;
            if (Obeys(signal) || (signal == 9 && !Unkillable))
                exit = End(init, ExitStatus.Killed(signal, false));
        }
        if (exit is not null)
            Current?.Deliver(exit);
        return true;
    }

    /// <summary>The payload ends by itself.</summary>
    public void Exit(Guid id, ExitStatus status, long oomKills = 0)
    {
        InitExit exit;
        lock (_lock)
            exit = End(_inits.Values.First(init => init.Id == id && init.Exit is null), status, oomKills);
        Current?.Deliver(exit);
    }

    public void Acknowledge(Guid id, int attempt)
    {
        lock (_lock)
        {
            if (_inits.TryGetValue((id, attempt), out FakeInit? init))
                init.Acknowledged = true;
        }
    }

    /// <summary>The launcher is killed and its memory of everything with it.</summary>
    public void Forget()
    {
        lock (_lock)
            _inits.Clear();
    }

    public (IReadOnlyList<SurveyResult> Results, List<InitExit> Unacknowledged) Survey(IEnumerable<KnownContainer> known)
    {
        lock (_lock)
        {
            List<SurveyResult> results = [];
            List<InitExit> exits = [];
            foreach (KnownContainer container in known)
            {
                if (!_inits.TryGetValue((container.Id, container.Attempt), out FakeInit? init))
                    results.Add(new SurveyResult(container.Id, container.Attempt, SurveyVerdict.NeverStarted, null, null));
                else if (init.Exit is { } exit && container.ShouldLive)
                    results.Add(new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Ended, null, exit));
                else if (init.Exit is { } unseen && !init.Acknowledged)
                    exits.Add(unseen);
                else if (init.Exit is null)
                    results.Add(new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Alive, init.Identity, null));
            }
            return (results, exits);
        }
    }

    private static InitExit End(FakeInit init, ExitStatus status, long oomKills = 0) => init.Exit = new InitExit(
        init.Id, init.Attempt, status, DateTimeOffset.UnixEpoch.AddDays(20_000),
        ResourceUsage.None with { CpuUsec = 42 }, oomKills, oomKills > 0 ? "container" : null);

    private sealed class FakeInit(Guid id, int attempt, InitIdentity identity)
    {
        public Guid Id => id;

        public int Attempt => attempt;

        public InitIdentity Identity => identity;

        public InitExit? Exit { get; set; }

        public bool Acknowledged { get; set; }
    }
}
