using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>The states that can be waited for.</summary>
    public static IReadOnlyList<string> WaitStates => ContainerStates.All;

    /// <summary>Whether its configuration file exists.</summary>
    public bool IsDefined => File.Exists(ConfigFile);

    /// <summary>One of <see cref="WaitStates"/>; STOPPED for what nobody knows, or while no daemon runs.</summary>
    public string State => View is { State: not ContainerStates.Stopped } view
        ? view.State
        : OfMonitor(static monitor => monitor.State, ContainerStates.Stopped);

    /// <summary>Whether the state is not STOPPED: what is frozen runs too.</summary>
    public bool IsRunning => State != ContainerStates.Stopped;

    /// <summary>The pid of the init as the host sees it; -1 when none runs.</summary>
    public int InitPid => View?.Pid ?? OfMonitor(static monitor => monitor.InitPid, -1);

    /// <summary>Whether the caller may control it: false only if a daemon runs and refuses the caller.</summary>
    public bool MayControl => Guard(false, () =>
    {
        LxcDaemon.IfRunning(_patience)?.Find(EngineName);
        return true;
    });

    /// <summary>How its last run ended; null when there was none, or nobody can tell.</summary>
    public ExitView? LastExit => View?.Exit;

    private ContainerView? _held;

    /// <summary>What the daemon knows of it; null when none runs, or it knows nothing.</summary>
    internal ContainerView? View
    {
        get
        {
            if (_held is not null)
                return _held;
            try
            {
                return LxcDaemon.IfRunning(_patience) is { } daemon ? Find(daemon) : null;
            }
            catch (ProblemException)
            {
                // Questions have no failure in LXC, and leave the reason of the last call alone.
                return null;
            }
        }
    }

    /// <summary>From now on all questions are answered by what is known at this moment: for a command that is over soon.</summary>
    internal ContainerView? HoldView() => _held = View;

    /// <summary>Null when the daemon has no such container, or one of another directory by this name.</summary>
    private ContainerView? Find(LxcDaemon daemon) => daemon.Find(EngineName) is { } view && IsOurs(view) ? view : null;

    private bool IsOurs(ContainerView view) => view.Labels.GetValueOrDefault(LxcLabels.Path) == ConfigPath;
}
