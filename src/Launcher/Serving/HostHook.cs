namespace Orchestrator.Launcher.Serving;

/// <summary>One that runs.</summary>
internal sealed class HostHook(LaunchInProgress launch, int pidfd)
{
    public LaunchInProgress Launch => launch;

    public int Pidfd => pidfd;

    public ulong Token { get; set; }

    /// <summary>Its own time limit; that of the launch holds besides.</summary>
    public long DeadlineMs { get; set; }
}
