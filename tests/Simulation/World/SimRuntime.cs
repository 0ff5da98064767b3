using System.Threading.Channels;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// What one daemon's life sees of kernel and launcher, by the rules of the real runtime: cgroups are written by the daemon
/// itself, processes are the launcher's business, which may be away or whose answer may be lost. Each effect is held
/// against the journal at the moment when it happens.
/// </summary>
internal sealed class SimRuntime(SimWorld world, SimLife life) : IContainerRuntime, ISimCalls
{
    private static readonly UnboundedChannelOptions Inline = new() { AllowSynchronousContinuations = true };

    private readonly Channel<InitExit> _exits = Channel.CreateUnbounded<InitExit>(Inline);
    private readonly Channel<ExecExit> _execExits = Channel.CreateUnbounded<ExecExit>(Inline);
    private readonly Channel<OomKill> _oomKills = Channel.CreateUnbounded<OomKill>(Inline);
    private readonly Channel<LogFlood> _logFloods = Channel.CreateUnbounded<LogFlood>(Inline);
    private readonly Dictionary<Guid, Attempt> _attempts = [];
    private readonly HashSet<(Guid, int)> _delivered = [];
    private readonly List<Request> _requests = [];
    private bool _gateClosed = world.Kernel.NodeFrozen;
    private int _launching;
    private int _execPid = 90_000;

    public string BootId { get; } = world.Kernel.BootId;

    public ChannelReader<InitExit> Exits => _exits.Reader;

    public ChannelReader<ExecExit> ExecExits => _execExits.Reader;

    public INodeNetworks Networks => Net;

    private SimNetworks Net => field ??= new SimNetworks(world, this) { Made = world.Kernel.Networks };

    private SimKernel Kernel => world.Kernel;

    /// <summary>SIGKILL of the daemon: what the launcher had read of the socket is still done.</summary>
    public void Cut()
    {
        foreach (Request request in _requests.ToArray())
        {
            if (request.Remote && !Kernel.LauncherAway && world.Dice.Chance(0.5))
                request.Do();
        }
        _requests.Clear();
    }

    public void Deliver(SimInit init)
    {
        if (!_attempts.TryGetValue(init.Id, out Attempt? attempt) || attempt.Number != init.Attempt
            || !_delivered.Add((init.Id, init.Attempt)))
            return;
        attempt.Exit = SimKernel.Told(init);
        _exits.Writer.TryWrite(attempt.Exit);
    }

    public Task<PrepareOutcome> PrepareAsync(Guid id, string name, ContainerSpec spec, CancellationToken cancel) =>
        Local($"prepare {name}", () => spec.Image == "missing"
            ? new PrepareOutcome(null, "There is no image 'missing'. Make it: orch image create.")
            : Net.Prepare(id, name, spec, new PreparedContainer(100_000, 65_536, "sha256:1"), out string? problem) is { } prepared
                ? new PrepareOutcome(prepared, null)
                : new PrepareOutcome(null, problem));

    public Task<PrepareOutcome> PrepareCopyAsync(Guid id, string name, ContainerSpec spec, PreparedContainer source, CancellationToken cancel) =>
        PrepareAsync(id, name, spec, cancel);

    public Task<StoreOutcome> StoreAsync(StoreOrder order, CancellationToken cancel)
    {
        bool fails = world.Faulty && world.Dice.Chance(world.Profile.FreezeFails);
        return Local($"{order.Kind} of {world.Check.NameOf(order.Id)}", () =>
        {
            world.Check.MayStore(order);
            if (fails)
                return new StoreOutcome("No space left on device", 0, null);
            if (order.Target is { } target)
                Kernel.Stored.Add(target.Id);
            return new StoreOutcome(null, 0, "shared");
        });
    }

    public async Task<LaunchOutcome> LaunchAsync(LaunchOrder order, CancellationToken cancel)
    {
        if (_attempts.TryGetValue(order.Id, out Attempt? earlier))
        {
            if (earlier.Number == order.Attempt && earlier.Init is { } known)
                return new LaunchOutcome(known, null);
            if (earlier.Number != order.Attempt)
                await ReleaseAsync(order.Id, earlier.Number, cancel).ConfigureAwait(false);
        }
        if (_gateClosed)
            return new LaunchOutcome(null, new LaunchFailure("cgroup", 0, "The fleet of this node is frozen; thaw it first.", 125));
        _launching++;
        try
        {
            Kernel.MakeGroup(order.Id, order.Attempt);
            Kernel.Stored.Add(order.Id);
            Attempt attempt = _attempts[order.Id] = new Attempt(order.Attempt);
            LaunchOutcome outcome = await Remote($"launch {order.Name} {order.Attempt}", () =>
            {
                world.Check.MayLaunch(order);
                return Kernel.Launch(order);
            }).ConfigureAwait(false);
            attempt.Init = outcome.Init;
            if (outcome.Init is null)
                Release(order.Id);
            return outcome;
        }
        finally
        {
            _launching--;
        }
    }

    public Task<ExecOutcome> ExecAsync(ExecOrder order, CancellationToken cancel) => Remote($"exec in {world.Check.NameOf(order.Id)}", () =>
    {
        if (!_attempts.TryGetValue(order.Id, out Attempt? attempt) || attempt.Number != order.Attempt || Kernel.Find(order.Id, attempt.Number) is not { Alive: true })
            return new ExecOutcome(0, new LaunchFailure("exec", 0, "The container does not run.", 125));
        if (Kernel.IsFrozen(order.Id, attempt.Number))
            return new ExecOutcome(0, new LaunchFailure("exec", 0, "The container is frozen.", 125));
        world.Check.MayExec(order);
        int pid = ++_execPid;
        world.Clock.After(world.Dice.Delay(), () =>
        {
            if (!life.Dead)
                _execExits.Writer.TryWrite(new ExecExit(order.Id, order.ExecId, ExitStatus.Exited(3)));
        });
        return new ExecOutcome(pid, null);
    });

    /// <summary>Every further process ends soon by itself.</summary>
    public Task KillExecAsync(Guid id, int attempt, Guid execId, CancellationToken cancel) => Task.CompletedTask;

    public Task<bool> SignalAsync(Guid id, int attempt, int signal, CancellationToken cancel)
    {
        if (!_attempts.TryGetValue(id, out Attempt? live) || live.Ended || live.Number != attempt)
            return Task.FromResult(false);
        return Remote($"signal {signal} to {world.Check.NameOf(id)}", () =>
        {
            world.Check.MaySignal(id, attempt, signal);
            return Kernel.Signal(id, attempt, signal);
        });
    }

    public Task KillAsync(Guid id, int attempt, CancellationToken cancel) => Local($"kill {world.Check.NameOf(id)}", () =>
    {
        if (_attempts.TryGetValue(id, out Attempt? live) && live.Number == attempt)
        {
            world.Check.MayKill(id, attempt);
            Kernel.KillGroup(id, attempt);
        }
        return true;
    });

    public string? Obstacle() => null;

    public IReadOnlyList<string> Tasks(Guid id, int attempt) =>
        Kernel.Find(id, attempt) is { Alive: true } ? ["4711 stuck D"] : [];

    public Task<FreezeOutcome> FreezeAsync(Guid id, CancellationToken cancel) => FreezeOne(id, true);

    public Task<FreezeOutcome> ThawAsync(Guid id, CancellationToken cancel) => FreezeOne(id, false);

    public bool IsFrozen(Guid id) =>
        _attempts.TryGetValue(id, out Attempt? attempt) && !attempt.Ended && Kernel.IsFrozen(id, attempt.Number);

    public async Task<FreezeOutcome> FreezeNodeAsync(CancellationToken cancel)
    {
        bool was = Kernel.NodeFrozen;
        _gateClosed = true;
        for (int tries = 0; _launching > 0 && tries < 20; tries++)
            await Wait(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        bool fails = world.Faulty && world.Dice.Chance(world.Profile.FreezeFails);
        SimInit? stuck = await Local("freeze the node", () =>
        {
            world.Check.MayFreezeNode(true);
            SimInit? late = fails ? Kernel.Stick(TimeSpan.FromSeconds(25)) : null;
            Kernel.FreezeNode(true);
            return late;
        }).ConfigureAwait(false);
        if (!fails)
            return new FreezeOutcome(true, TimeSpan.FromMilliseconds(2), [], null);
        await Wait(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        if (stuck is not null)
        {
            return new FreezeOutcome(true, TimeSpan.FromSeconds(10), [], null)
            {
                Stuck = stuck is { Alive: true, Stuck: true } ? new Dictionary<Guid, IReadOnlyList<string>> { [stuck.Id] = ["4711 stuck D"] } : [],
            };
        }
        Kernel.FreezeNode(false);
        if (!was)
            _gateClosed = false;
        return new FreezeOutcome(false, TimeSpan.FromSeconds(10), ["4711 stuck D"], "The kernel did not freeze every task in time.");
    }

    public Task<FreezeOutcome> ThawNodeAsync(CancellationToken cancel)
    {
        bool fails = world.Faulty && world.Dice.Chance(world.Profile.FreezeFails / 4);
        return Local("thaw the node", () =>
        {
            world.Check.MayFreezeNode(false);
            if (fails)
                return new FreezeOutcome(false, TimeSpan.FromSeconds(10), [], "The kernel refused to thaw the cgroup: EIO.");
            Kernel.FreezeNode(false);
            _gateClosed = false;
            return new FreezeOutcome(true, TimeSpan.FromMilliseconds(1), [], null);
        });
    }

    public Task<string?> UpdateAsync(Guid id, ResourceLimits resources, CancellationToken cancel)
    {
        // The real one writes the files before it returns.
        if (!life.Dead)
            world.Check.MayUpdate(id, resources);
        return Local($"update {world.Check.NameOf(id)}", () =>
        {
            if (resources.Pids == 1)
                return "pids.max is below what runs";
            if (resources.CpuWeight is { } weight && _attempts.TryGetValue(id, out Attempt? attempt) && Kernel.Groups.TryGetValue((id, attempt.Number), out SimGroup? group))
                group.Weight = weight;
            return null;
        });
    }

    public Task<HotplugOutcome> HotplugAsync(Guid id, int attempt, HotplugSpec what, CancellationToken cancel)
    {
        if (!life.Dead)
            world.Check.MayHotplug(id, attempt, what);
        return Local($"hotplug {world.Check.NameOf(id)}", () => new HotplugOutcome(what.Target == "/refused" ? "there is no such device" : null));
    }

    public ResourceUsage? ReadUsage(Guid id) =>
        _attempts.ContainsKey(id) ? ResourceUsage.None with { CpuUsec = 1, MemoryBytes = 4096 } : null;

    public UsageReading? Poll(Guid id, UsageReading? last) => ReadUsage(id) is { } usage ? new UsageReading(usage, null) : null;

    public bool IsMemoryShort() => true;

    public UsageReading PollNode()
    {
        Kernel.Stall();
        return new(ResourceUsage.None, new PressureTotals(null, Kernel.CpuStalled, null, Kernel.MemoryStalled, null, null));
    }

    public Task<ReclaimOutcome> ReclaimAsync(Guid id, CancellationToken cancel) =>
        Local($"reclaim {world.Check.NameOf(id)}", () => new ReclaimOutcome(4096, 4096, null));

    public ChannelReader<OomKill>? OomKills => _oomKills.Reader;

    public ChannelReader<LogFlood>? LogFloods => _logFloods.Reader;

    /// <summary>The OOM killer ends a process of one that lives on, or one writes more than it may.</summary>
    public void Mishap()
    {
        (Guid Id, int Number)[] running =
        [
            .. _attempts.Where(pair => pair.Value is { Init: not null, Ended: false }).Select(pair => (pair.Key, pair.Value.Number)).OrderBy(pair => pair.Key),
        ];
        if (running.Length == 0)
            return;
        (Guid id, int number) = world.Dice.Pick(running);
        if (world.Dice.Chance(0.5))
            _oomKills.Writer.TryWrite(new OomKill(id, number, "container", "worker", 4711, 0, world.Clock.Wall));
        else
            _logFloods.Writer.TryWrite(new LogFlood(id, number, 1 << 20, TimeSpan.FromSeconds(1), 4096, world.Dice.Between(0.1, 5)));
    }

    public Task AcknowledgeExitAsync(Guid id, int attempt, CancellationToken cancel) =>
        Remote($"acknowledge {world.Check.NameOf(id)} {attempt}", () =>
        {
            world.Check.MayAcknowledge(id, attempt);
            Kernel.Acknowledge(id, attempt);
            return true;
        });

    public Task<IReadOnlyList<SurveyResult>> SurveyAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        Remote<IReadOnlyList<SurveyResult>>("survey", () => Survey(known));

    public Task<IReadOnlyList<SurveyResult>> LookAsync(IReadOnlyCollection<KnownContainer> known, CancellationToken cancel) =>
        throw new NotSupportedException("nobody plans a restart here");

    public Task ReleaseAsync(Guid id, int attempt, CancellationToken cancel) => Local($"release {world.Check.NameOf(id)}", () =>
    {
        if (_attempts.TryGetValue(id, out Attempt? live) && live.Number == attempt)
            Release(id);
        return true;
    });

    public Task DestroyAsync(Guid id, CancellationToken cancel) => Local($"destroy {world.Check.NameOf(id)}", () =>
    {
        world.Check.MayDestroy(id);
        Release(id);
        Kernel.Stored.Remove(id);
        return true;
    });

    public LogPaths Logs(Guid id) => new("/out", "/err");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Release(Guid id)
    {
        if (!_attempts.Remove(id, out Attempt? attempt))
            return;
        if (Kernel.Find(id, attempt.Number) is { Alive: true })
            world.Check.MayKill(id, attempt.Number);
        Kernel.RemoveGroup(id, attempt.Number);
    }

    private async Task<FreezeOutcome> FreezeOne(Guid id, bool on)
    {
        if (!_attempts.TryGetValue(id, out Attempt? attempt) || attempt.Ended)
            return new FreezeOutcome(false, TimeSpan.Zero, [], "The container does not run.");
        bool fails = world.Faulty && world.Dice.Chance(world.Profile.FreezeFails);
        bool there = await Local($"{(on ? "freeze" : "thaw")} {world.Check.NameOf(id)}", () =>
        {
            if (!Kernel.Groups.ContainsKey((id, attempt.Number)))
                return false;
            // Its tasks stand still already, by itself or by the node: cgroup.events says "frozen 1" at once, no wait ends late.
            fails &= !on || !Kernel.IsFrozen(id, attempt.Number);
            fails |= on && Kernel.Find(id, attempt.Number) is { Alive: true, Stuck: true };
            world.Check.MayFreeze(id, attempt.Number, on);
            Kernel.Freeze(id, attempt.Number, on || (fails && !on && Kernel.Groups[(id, attempt.Number)].Frozen));
            return true;
        }).ConfigureAwait(false);
        if (!there)
            return new FreezeOutcome(false, TimeSpan.Zero, [], "The container does not run.");
        if (!fails)
            return new FreezeOutcome(true, TimeSpan.FromMilliseconds(1), [], null);
        if (!on)
            return new FreezeOutcome(false, TimeSpan.Zero, [], "The kernel refused to thaw the cgroup: EIO.");
        await Wait(TimeSpan.FromSeconds(10)).ConfigureAwait(false);
        Kernel.Freeze(id, attempt.Number, false);
        return new FreezeOutcome(false, TimeSpan.FromSeconds(10), ["4711 stuck D"], "The kernel did not freeze every task in time.");
    }

    private List<SurveyResult> Survey(IReadOnlyCollection<KnownContainer> known)
    {
        if (Kernel.NodeFrozen && !known.Any(container => container.ShouldLive))
        {
            Kernel.FreezeNode(false);
            _gateClosed = false;
        }
        Net.Reserve(known);
        List<SurveyResult> results = [];
        foreach (KnownContainer container in known.Where(container => container.ShouldLive))
            results.Add(Judge(container));
        HashSet<(Guid, int)> judged =
        [
            .. results.Where(result => result.Verdict != SurveyVerdict.NeverStarted).Select(result => (result.Id, result.Attempt)),
        ];
        foreach ((Guid Id, int Attempt) key in Kernel.LauncherTable.Where(key => !judged.Contains(key)).ToArray())
        {
            Kernel.KillGroup(key.Id, key.Attempt);
            world.Check.MayAcknowledge(key.Id, key.Attempt);
            Kernel.Acknowledge(key.Id, key.Attempt);
        }
        foreach ((Guid Id, int Attempt) key in Kernel.Groups.Keys.Where(key => !judged.Contains(key)).ToArray())
            Kernel.RemoveGroup(key.Id, key.Attempt);
        return results;
    }

    private SurveyResult Judge(KnownContainer container)
    {
        (Guid Id, int Attempt) key = (container.Id, container.Attempt);
        SimInit? init = Kernel.Find(key.Id, key.Attempt);
        if (_attempts.TryGetValue(key.Id, out Attempt? ours) && ours.Number == key.Attempt && ours.Init is { } identity)
        {
            return ours.Exit is { } exit
                ? new SurveyResult(key.Id, key.Attempt, SurveyVerdict.Ended, identity, exit)
                : Living(container, identity);
        }
        if (Kernel.LauncherTable.Contains(key))
            return init!.Alive ? Adopt(container, init.Identity) : Ended(container, init, SimKernel.Told(init));
        if (container.Init is { } recorded)
        {
            if (recorded.BootId != Kernel.BootId)
                return Lost(container, init, "the host was restarted while it ran");
            return init is { Alive: true } && Kernel.Adopt(init)
                ? Adopt(container, recorded)
                : Lost(container, init, "it ended while neither the launcher nor the daemon was there");
        }
        if (!Kernel.Groups.TryGetValue(key, out SimGroup? group) || !group.Used)
            return new SurveyResult(key.Id, key.Attempt, SurveyVerdict.NeverStarted, null, null);
        Kernel.KillGroup(key.Id, key.Attempt);
        return Lost(container, init, "the launcher was lost while it started this attempt");
    }

    private SurveyResult Adopt(KnownContainer container, InitIdentity init)
    {
        _attempts[container.Id] = new Attempt(container.Attempt) { Init = init };
        return Living(container, init);
    }

    private SurveyResult Living(KnownContainer container, InitIdentity init) => new(
        container.Id, container.Attempt,
        Kernel.IsFrozen(container.Id, container.Attempt) ? SurveyVerdict.AliveFrozen : SurveyVerdict.Alive, init, null);

    private SurveyResult Lost(KnownContainer container, SimInit? init, string reason)
    {
        if (init is not null)
            init.StatusLost = true;
        InitExit exit = new(
            container.Id, container.Attempt, ExitStatus.NotKnown(reason), world.Clock.Wall, ResourceUsage.None, 0, null);
        return Ended(container, init, exit);
    }

    private SurveyResult Ended(KnownContainer container, SimInit? init, InitExit exit)
    {
        _delivered.Add((container.Id, container.Attempt));
        _attempts[container.Id] = new Attempt(container.Attempt) { Init = init?.Identity, Exit = exit };
        return new SurveyResult(container.Id, container.Attempt, SurveyVerdict.Ended, container.Init, exit);
    }

    Task<T> ISimCalls.Local<T>(string what, Func<T> effect) => Local(what, effect);

    private Task<T> Local<T>(string what, Func<T> effect) => Send(what, remote: false, effect);

    private Task<T> Remote<T>(string what, Func<T> effect) => Send(what, remote: true, effect);

    /// <summary>Asked now, done after a while, answered after another; a crash may come between any two of them.</summary>
    private Task<T> Send<T>(string what, bool remote, Func<T> effect)
    {
        TaskCompletionSource<T> answer = new();
        if (life.Dead)
            return answer.Task;
        world.Boundary($"asked: {what}");
        if (life.Dead)
            return answer.Task;
        Request? request = null;
        T? result = default;
        request = new Request(remote, () => result = effect());
        _requests.Add(request);
        world.Clock.After(world.Dice.Delay(), () =>
        {
            if (life.Dead)
                return;
            _requests.Remove(request);
            if (remote && Away())
            {
                answer.SetException(new LauncherUnavailableException("the launcher is away"));
                return;
            }
            request.Do();
            world.Boundary($"done: {what}");
            if (life.Dead)
                return;
            bool lost = remote && Away();
            world.Clock.After(world.Dice.Delay(), () =>
            {
                if (life.Dead)
                    return;
                if (lost)
                    answer.SetException(new LauncherUnavailableException("the launcher's answer was lost"));
                else
                    answer.SetResult(result!);
            });
        });
        return answer.Task;
    }

    private bool Away() => Kernel.LauncherAway || (world.Faulty && world.Dice.Chance(world.Profile.LauncherAway));

    private Task Wait(TimeSpan time)
    {
        TaskCompletionSource over = new();
        world.Clock.After(time, () =>
        {
            if (!life.Dead)
                over.SetResult();
        });
        return over.Task;
    }

    private sealed class Attempt(int number)
    {
        public int Number => number;

        public InitIdentity? Init { get; set; }

        public bool Ended => Exit is not null;

        public InitExit? Exit { get; set; }
    }

    private sealed record Request(bool Remote, Action Do);
}
