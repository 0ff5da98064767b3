using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Ends every process of it at once, frozen ones too, and waits until it is STOPPED.</summary>
    public bool Stop() => Guard(false, () =>
    {
        if (LxcDaemon.IfRunning(_patience) is not { } daemon || Find(daemon) is not { } view || view.State == ContainerStates.Stopped)
            return OfMonitor(static monitor => monitor.Stop(), false) ? Wait(ContainerStates.Stopped, -1) : Fail($"{Name} is not running", NotRunning);
        return daemon.Stop(EngineName, seconds: 0).State == ContainerStates.Stopped || daemon.Await(EngineName, "stopped", null) is not null;
    });

    /// <summary>Freezes every process of it, and waits until they are.</summary>
    public bool Freeze() => Guard(false, () => Live() is { } daemon
        ? daemon.Freeze(EngineName).State == ContainerStates.Frozen
        : OfMonitor(static monitor => monitor.Freeze(), false) || Fail($"{Name} is not running", NotRunning));

    /// <summary>Lets its processes go on. What somebody else froze too stays frozen, and <see cref="ErrorString"/> names him.</summary>
    public bool Unfreeze() => Guard(false, () =>
    {
        if (Live() is not { } daemon)
            return OfMonitor(static monitor => monitor.Unfreeze(), false) || Fail($"{Name} is not running", NotRunning);
        var view = daemon.Thaw(EngineName);
        return view.State != ContainerStates.Frozen || Fail($"{Name} stays frozen: {view.Freeze?.Owner ?? "somebody else"} holds it");
    });

    /// <summary>The number of a failure whose reason is that the container does not run.</summary>
    private const int NotRunning = 2;

    /// <summary>Null: it does not run, and that was said.</summary>
    private LxcDaemon? Running()
    {
        if (Live() is { } daemon)
            return daemon;
        Fail($"{Name} is not running", NotRunning);
        return null;
    }

    /// <summary>The daemon in which it runs; null when it does not, though it may run under LXC itself.</summary>
    private LxcDaemon? Live() =>
        LxcDaemon.IfRunning(_patience) is { } daemon && Find(daemon) is { } view && view.State != ContainerStates.Stopped ? daemon : null;
}
