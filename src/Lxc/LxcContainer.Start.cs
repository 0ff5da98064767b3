using System.Globalization;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>
    /// Starts it from the configuration in memory. What the engine recorded of it is kept while the configuration is the
    /// same, else replaced. Daemonized it comes back once the container runs; otherwise when it has ended, with the wait
    /// status in <see cref="ErrorNum"/>.
    /// </summary>
    /// <param name="useInit">The command runs below the engine's own init, as lxc-execute does.</param>
    /// <param name="argv">The command; null or empty: <c>lxc.init.cmd</c> or /sbin/init, with an init <c>lxc.execute.cmd</c>.</param>
    /// <returns>False: it did not start, or runs already.</returns>
    public bool Start(bool useInit = false, IReadOnlyList<string>? argv = null) => Guard(false, () =>
    {
        if (OfMonitor(static _ => true, false))
            return Fail("Container is already running");
        var request = LxcStartRequest.Of(this, useInit, argv);
        var daemon = LxcDaemon.Ensure(_patience);
        if (!Daemonize)
            return RunHere(daemon, request);
        var view = Launch(daemon, request);
        if (view.State == ContainerStates.Starting)
            view = daemon.Await(EngineName, "running", null) ?? view;
        if (PidFile is { } file && view.Pid is { } pid)
            File.WriteAllText(file, pid.ToString(CultureInfo.InvariantCulture) + "\n");
        return true;
    });

    /// <summary>With the caller's stdio as its own, until it ends.</summary>
    private bool RunHere(LxcDaemon daemon, ContainerRequest request)
    {
        if (Known(daemon) is not null)
            daemon.Remove(EngineName);
        var (exit, problem) = new LxcForeground(daemon, request, PidFile).Run();
        if (problem is not null)
        {
            // What has no files leaves no record, also when it never ran.
            if (!IsDefined && daemon.Find(EngineName) is { State: ContainerStates.Stopped } left && IsOurs(left))
                daemon.Remove(EngineName);
            return Fail(problem);
        }
        ErrorNum = StatusOf(exit);
        return true;
    }

    /// <exception cref="ProblemException">It runs, or cannot be made or started.</exception>
    private ContainerView Launch(LxcDaemon daemon, ContainerRequest request)
    {
        var known = Known(daemon);
        if (known?.Labels.GetValueOrDefault(LxcLabels.Made) == request.Labels[LxcLabels.Made])
            return daemon.Start(EngineName);
        if (known is not null)
            daemon.Remove(EngineName);
        return daemon.Create(request, start: true);
    }

    /// <summary>What the engine has recorded of it; null: nothing.</summary>
    /// <exception cref="ProblemException">It runs, or its name is another one's there.</exception>
    private ContainerView? Known(LxcDaemon daemon)
    {
        var known = daemon.Find(EngineName);
        if (known is not null && !IsOurs(known))
        {
            throw new ProblemException(new Problem
            {
                Title = $"{Name} cannot be started",
                Detail = $"The engine has a container {EngineName} that is none of {ConfigPath}.",
                Next = $"Rename one of them: orch rename {EngineName} OTHER",
            });
        }
        return known is null || known.State == ContainerStates.Stopped ? known
            : throw new ProblemException(new Problem { Title = "Container is already running", Detail = $"Its state is {known.State}." });
    }
}
