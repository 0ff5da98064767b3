using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// Kernel and launcher: what outlives the daemon. Inits and cgroups are the kernel's, the table of those who were started
/// and whose end was not acknowledged is the launcher's.
/// </summary>
internal sealed class SimKernel(SimWorld world)
{
    private readonly Dictionary<(Guid Id, int Attempt), SimInit> _inits = [];
    private readonly Dictionary<(Guid Id, int Attempt), SimGroup> _groups = [];
    private readonly HashSet<(Guid Id, int Attempt)> _launcher = [];
    private int _pid = 1000;
    private (double Memory, double Cpu) _stalls;
    private TimeSpan _stalledAt;

    public string BootId { get; private set; } = "boot-1";

    public bool NodeFrozen { get; private set; }

    /// <summary>The launcher cannot be reached until then.</summary>
    public TimeSpan LauncherAwayUntil { get; set; }

    public bool LauncherAway => LauncherAwayUntil > world.Clock.Now;

    /// <summary>The parent's PSI full in microseconds, as of the last <see cref="Stall"/>.</summary>
    public long MemoryStalled { get; private set; }

    public long CpuStalled { get; private set; }

    /// <summary>Containers whose writable layer is on the disk.</summary>
    public HashSet<Guid> Stored { get; } = [];

    /// <summary>Bridges.</summary>
    public HashSet<Guid> Networks { get; } = [];

    public IReadOnlyDictionary<(Guid Id, int Attempt), SimInit> Inits => _inits;

    public IReadOnlyDictionary<(Guid Id, int Attempt), SimGroup> Groups => _groups;

    public IReadOnlySet<(Guid Id, int Attempt)> LauncherTable => _launcher;

    public SimInit? Find(Guid id, int attempt) => _inits.GetValueOrDefault((id, attempt));

    public bool IsFrozen(Guid id, int attempt) =>
        Find(id, attempt) is not { Alive: true, Stuck: true }
        && (NodeFrozen || _groups.GetValueOrDefault((id, attempt)) is { Frozen: true });

    /// <summary>For a time no freeze reaches a task of the oldest container that runs; null: none does.</summary>
    public SimInit? Stick(TimeSpan time)
    {
        SimInit? first = _inits.Values.Where(init => init.Alive && !IsFrozen(init.Id, init.Attempt)).MinBy(init => init.Identity.Pid);
        if (first is null)
            return null;
        first.Stuck = true;
        world.Story?.Add($"kernel: a task of {world.Check.NameOf(first.Id)} is stuck");
        world.Clock.After(time, () => first.Stuck = false);
        return first;
    }

    public void MakeGroup(Guid id, int attempt)
    {
        if (!_groups.ContainsKey((id, attempt)))
            _groups[(id, attempt)] = new SimGroup(id, attempt);
    }

    public LaunchOutcome Launch(LaunchOrder order)
    {
        if (_launcher.Contains((order.Id, order.Attempt)))
            return new LaunchOutcome(_inits[(order.Id, order.Attempt)].Identity, null);
        if (world.Faulty && world.Dice.Chance(world.Profile.LaunchFails))
            return new LaunchOutcome(null, new LaunchFailure("exec", 2, "no such file or directory", 127));
        foreach (SimInit other in _inits.Values)
        {
            if (other.Id == order.Id && other.Alive)
                world.Fail($"{order.Name} gets an init for attempt {order.Attempt} while that of attempt {other.Attempt} lives");
        }
        if (_inits.ContainsKey((order.Id, order.Attempt)))
            world.Fail($"attempt {order.Attempt} of {order.Name} is started twice");
        SimInit init = new(order.Id, order.Attempt, new InitIdentity(++_pid, (ulong)_pid * 7, BootId)) { Reaction = Reaction(order) };
        _inits[(order.Id, order.Attempt)] = init;
        _launcher.Add((order.Id, order.Attempt));
        MakeGroup(order.Id, order.Attempt);
        _groups[(order.Id, order.Attempt)].Used = true;
        world.Story?.Add($"kernel: init {init.Identity.Pid} of {order.Name}, attempt {order.Attempt}");
        if (RunTime(order) is { } run)
            world.Clock.After(run, () => Do(init, () => End(init, PayloadEnd(order))));
        return new LaunchOutcome(init.Identity, null);
    }

    public bool Signal(Guid id, int attempt, int signal)
    {
        if (Find(id, attempt) is not { Alive: true } init)
            return false;
        world.Story?.Add($"kernel: signal {signal} to {init.Identity.Pid}");
        if (signal == 9)
            End(init, (ExitStatus.Killed(9, false), 0));
        else if (init.Reaction is { } reaction)
            world.Clock.After(reaction, () => Do(init, () => End(init, (ExitStatus.Exited(128 + signal), 0))));
        return true;
    }

    /// <summary>cgroup.kill: frozen ones too.</summary>
    public void KillGroup(Guid id, int attempt)
    {
        if (Find(id, attempt) is { Alive: true } init)
            End(init, (ExitStatus.Killed(9, false), 0));
    }

    public void RemoveGroup(Guid id, int attempt)
    {
        KillGroup(id, attempt);
        _groups.Remove((id, attempt));
    }

    public void Freeze(Guid id, int attempt, bool on)
    {
        if (!_groups.TryGetValue((id, attempt), out SimGroup? group) || group.Frozen == on)
            return;
        group.Frozen = on;
        world.Story?.Add($"kernel: {(on ? "freezes" : "thaws")} {world.Check.NameOf(id)}");
        if (!on)
            Thawed();
    }

    public void FreezeNode(bool on)
    {
        if (NodeFrozen == on)
            return;
        NodeFrozen = on;
        world.Story?.Add($"kernel: {(on ? "freezes" : "thaws")} the node");
        if (!on)
            Thawed();
    }

    public void Acknowledge(Guid id, int attempt)
    {
        if (Find(id, attempt) is { Alive: false })
            _launcher.Remove((id, attempt));
    }

    /// <summary>From now on so much of the time nothing can go on for want of memory, or of CPUs.</summary>
    public void Press(double memory, double cpu)
    {
        Stall();
        _stalls = (memory, cpu);
        world.Story?.Add($"kernel: stalls {memory} for memory, {cpu} for CPUs");
    }

    public void Stall()
    {
        double passed = (world.Clock.Now - _stalledAt).TotalMicroseconds;
        _stalledAt = world.Clock.Now;
        MemoryStalled += (long)(passed * _stalls.Memory);
        CpuStalled += (long)(passed * _stalls.Cpu);
    }

    /// <summary>The launcher dies and another one finds its state file.</summary>
    public void LauncherDies(TimeSpan away)
    {
        world.Story?.Add("the launcher dies");
        LauncherAwayUntil = world.Clock.Now + away;
    }

    /// <summary>The launcher dies and its state file is gone as well.</summary>
    public void LauncherForgets()
    {
        world.Story?.Add("the launcher dies and its state is lost");
        foreach ((Guid Id, int Attempt) key in _launcher)
        {
            if (!_inits[key].Alive)
                _inits[key].StatusLost = true;
        }
        _launcher.Clear();
    }

    /// <summary>The init ends unseen, and its pid is given to another process.</summary>
    public void ReusePid(Guid id, int attempt)
    {
        SimInit init = _inits[(id, attempt)];
        KillGroup(id, attempt);
        init.StatusLost = true;
    }

    public bool Adopt(SimInit init) => _launcher.Add((init.Id, init.Attempt));

    public void Reboot()
    {
        BootId = $"boot-{int.Parse(BootId.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) + 1}";
        world.Story?.Add($"the host is restarted: {BootId}");
        foreach (SimInit init in _inits.Values.Where(init => init.Alive))
            End(init, (ExitStatus.Killed(9, false), 0));
        foreach ((Guid Id, int Attempt) key in _launcher)
            _inits[key].StatusLost = true;
        _launcher.Clear();
        _groups.Clear();
        NodeFrozen = false;
        LauncherAwayUntil = TimeSpan.Zero;
    }

    private void End(SimInit init, (ExitStatus Status, long Oom) how)
    {
        if (!init.Alive)
            return;
        init.Exit = new InitExit(
            init.Id, init.Attempt, how.Status, world.Clock.Wall, ResourceUsage.None with { CpuUsec = init.Identity.Pid }, how.Oom,
            how.Oom > 0 ? "container" : null);
        if (!_launcher.Contains((init.Id, init.Attempt)) || (LauncherAway && world.Dice.Chance(0.5)))
            init.StatusLost = true;
        world.Story?.Add($"kernel: init {init.Identity.Pid} of {world.Check.NameOf(init.Id)} ends: {how.Status.Code?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? $"signal {how.Status.Signal}"}");
        Notify(init);
    }

    private void Notify(SimInit init) => world.Clock.After(world.Dice.Delay(), () =>
    {
        if (!_launcher.Contains((init.Id, init.Attempt)))
            return;
        if (LauncherAway)
            Notify(init);
        else
            world.Life?.Runtime.Deliver(init);
    });

    /// <summary>What the launcher can tell of an end.</summary>
    public static InitExit Told(SimInit init) => init.StatusLost
        ? init.Exit! with { Status = ExitStatus.NotKnown("the launcher was lost before it could ask"), OomKills = 0, OomLevel = null }
        : init.Exit!;

    private void Thawed()
    {
        foreach (SimInit init in _inits.Values.ToArray())
        {
            if (init.OnThaw is { } later && !IsFrozen(init.Id, init.Attempt))
            {
                init.OnThaw = null;
                later();
            }
        }
    }

    private void Do(SimInit init, Action what)
    {
        if (!init.Alive)
            return;
        if (IsFrozen(init.Id, init.Attempt))
            init.OnThaw = what;
        else
            what();
    }

    private TimeSpan? Reaction(LaunchOrder order) => order.Spec.Command[0] switch
    {
        "stubborn" => null,
        _ => world.Dice.Chance(0.8) ? world.Dice.Delay() : world.Dice.Between(1, 15),
    };

    private TimeSpan? RunTime(LaunchOrder order) => order.Spec.Command[0] switch
    {
        "brief" => world.Dice.Delay(),
        "work" => world.Dice.Between(0.1, 30),
        "stubborn" => world.Dice.Between(30, 200),
        _ => null,
    };

    private (ExitStatus Status, long Oom) PayloadEnd(LaunchOrder order) => world.Dice.Next(10) switch
    {
        < 5 => (ExitStatus.Exited(0), 0),
        < 8 => (ExitStatus.Exited(world.Dice.Next(1, 256)), 0),
        8 => (ExitStatus.Killed(11, true), 0),
        _ => (ExitStatus.Killed(9, false), 1),
    };
}
