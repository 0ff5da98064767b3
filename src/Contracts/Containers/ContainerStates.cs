namespace Orchestrator.Contracts.Containers;

/// <summary>The states that a client may see or wait for.</summary>
public static class ContainerStates
{
    public const string Stopped = "STOPPED";
    public const string Starting = "STARTING";
    public const string Running = "RUNNING";
    public const string Frozen = "FROZEN";
    public const string Stopping = "STOPPING";
    public const string Freezing = "FREEZING";
    public const string Thawed = "THAWED";
    public const string Aborting = "ABORTING";

    public static IReadOnlyList<string> All { get; } =
        [Stopped, Starting, Running, Frozen, Stopping, Freezing, Thawed, Aborting];
}
