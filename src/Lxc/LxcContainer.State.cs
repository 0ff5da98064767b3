using System.Diagnostics;
using Orchestrator.Client;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    private static readonly TimeSpan LongestBeat = TimeSpan.FromMilliseconds(100);

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

    /// <summary>What the daemon knows of it; null when none runs, or it knows nothing.</summary>
    internal ContainerView? View
    {
        get
        {
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

    /// <summary>Waits for one of the states.</summary>
    /// <param name="states">Such as <c>STOPPED|RUNNING</c>.</param>
    /// <param name="timeout">Seconds; -1: for ever; 0: only looks.</param>
    /// <returns>Whether it was reached.</returns>
    public bool Wait(string states, int timeout) => Guard(false, () =>
    {
        var wanted = states.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || wanted.FirstOrDefault(state => !WaitStates.Contains(state)) is not null)
            return Fail($"'{states}' are no states; known are {string.Join(", ", WaitStates)}");
        var began = Stopwatch.GetTimestamp();
        var limit = timeout < 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(timeout);
        for (var beat = TimeSpan.FromMilliseconds(2); ; beat = beat * 2 > LongestBeat ? LongestBeat : beat * 2)
        {
            if (wanted.Contains(State))
                return true;
            var left = limit - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
                return Fail($"{Name} is {State} and was not {states} within {timeout} s");
            // The daemon tells at once when the two states come for which nearly everybody waits.
            if (wanted is [ContainerStates.Stopped] && LxcDaemon.IfRunning(_patience) is { } daemon && Find(daemon) is not null)
                daemon.Await(EngineName, "stopped", timeout < 0 ? null : left);
            else
                CancellationToken.None.WaitHandle.WaitOne(left < beat ? left : beat);
        }
    });

    /// <summary>Null when the daemon has no such container, or one of another directory by this name.</summary>
    private ContainerView? Find(LxcDaemon daemon) => daemon.Find(EngineName) is { } view && IsOurs(view) ? view : null;

    private bool IsOurs(ContainerView view) => view.Labels.GetValueOrDefault(LxcLabels.Path) == ConfigPath;
}
