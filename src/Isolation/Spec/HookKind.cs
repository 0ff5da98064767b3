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

    /// <summary>On the host while the start waits: the namespaces are there, everything is mounted, the root is not yet entered.</summary>
    HostCreated,

    /// <summary>On the host while the start waits: everything is set up but the payload's privileges.</summary>
    HostSetUp,

    /// <summary>On the host once the payload runs; a failure is only told.</summary>
    HostPostStart,

    /// <summary>On the host after the end, with the container's namespaces, before the cgroups go; a failure is only told.</summary>
    HostStop,

    /// <summary>On the host before the container's files are removed; a failure keeps them.</summary>
    HostDestroy,

    /// <summary>On the host after a copy was made of the container, for the copy; a failure takes the copy away.</summary>
    HostClone,

    /// <summary>On the host once an interface is there, before the start.</summary>
    NetworkUp,

    /// <summary>On the host after the end, before an interface goes; a failure is only told.</summary>
    NetworkDown,
}
