namespace Orchestrator.Isolation.Launching;

public sealed record LauncherOptions
{
    /// <summary>The root's run folder, mode 0700: holds the socket, the lock and the launcher's log.</summary>
    public required string RunDirectory { get; init; }

    /// <summary>Host path of the <c>orch-launcher</c> executable.</summary>
    public required string LauncherPath { get; init; }

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
