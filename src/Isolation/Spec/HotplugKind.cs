namespace Orchestrator.Isolation.Spec;

/// <summary>What is put into a container that runs, or taken out of it.</summary>
public enum HotplugKind
{
    AddDevice,
    RemoveDevice,
    AttachInterface,
    DetachInterface,
    Mount,
    Umount,
}
