namespace Orchestrator.Actors.Events;

/// <summary>Which events of a container come before an effect; the others tell what became of one.</summary>
internal static class Intents
{
    public static bool Is(IEvent what) => what is ContainerStartRequested or ContainerStopRequested or ContainerKillRequested
        or ContainerSignalRequested or ContainerTimedOut or ContainerFreezeRequested or ContainerThawRequested
        or ContainerSnapshotRequested or ContainerRestoreRequested or ContainerSnapshotRemoveRequested or ContainerCopyRequested
        or ContainerUpdateRequested or ContainerHotplugRequested or ContainerExecRequested or ContainerRemoveRequested;
}
