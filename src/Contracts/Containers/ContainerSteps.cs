namespace Orchestrator.Contracts.Containers;

/// <summary>The states through which a container goes, told by its events: also those that are over before anybody could ask.</summary>
public static class ContainerSteps
{
    public const string StartRequested = "container-start-requested", StartFailed = "container-start-failed", Exited = "container-exited";

    private static readonly Dictionary<string, string[]> All = new(StringComparer.Ordinal)
    {
        [StartRequested] = [ContainerStates.Starting],
        ["container-started"] = [ContainerStates.Running],
        ["container-stop-requested"] = [ContainerStates.Stopping],
        ["container-freeze-requested"] = [ContainerStates.Freezing],
        ["container-frozen"] = [ContainerStates.Frozen],
        ["container-freeze-failed"] = [ContainerStates.Running],
        ["container-thawed"] = [ContainerStates.Thawed, ContainerStates.Running],
        [StartFailed] = [ContainerStates.Aborting, ContainerStates.Stopping, ContainerStates.Stopped],
        [Exited] = [ContainerStates.Stopping, ContainerStates.Stopped],
    };

    /// <summary>Types of the events that tell of a state.</summary>
    public static IReadOnlyCollection<string> Types => All.Keys;

    /// <summary>In their order; none for another event.</summary>
    public static IReadOnlyList<string> Of(string type) => All.GetValueOrDefault(type) ?? [];

    /// <summary>It does not run after this one.</summary>
    public static bool IsLast(string type) => type is StartFailed or Exited;
}
