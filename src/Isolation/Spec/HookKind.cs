namespace Orchestrator.Isolation.Spec;

/// <summary>When a hook is run, and where.</summary>
public enum HookKind
{
    /// <summary>In the container's mount namespace, before anything is mounted on the new root.</summary>
    PreMount,

    /// <summary>There, once everything is mounted and before pivot_root(2): the host's tree can still be reached.</summary>
    Mounted,

    /// <summary>Inside, as root, just before the payload gives up its privileges.</summary>
    Start,

    /// <summary>On the host, before a start.</summary>
    HostPreStart,

    /// <summary>On the host, after the end and once the cgroups are gone.</summary>
    HostPostStop,
}
