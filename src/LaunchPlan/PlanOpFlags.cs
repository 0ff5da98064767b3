namespace Orchestrator.LaunchPlan;

[Flags]
public enum PlanOpFlags : ushort
{
    None = 0,

    /// <summary>No symbolic link anywhere in the target: for mounts whose place an image must not choose.</summary>
    NoSymlinks = 1,

    /// <summary>The operation is skipped when its path does not exist.</summary>
    SkipMissing = 2,

    /// <summary>Mount attributes are set on the whole tree (AT_RECURSIVE).</summary>
    Recursive = 4,

    /// <summary>The directory is created when missing.</summary>
    Create = 8,

    /// <summary>EPERM is no failure: for limits that may already be lower than what is asked.</summary>
    Optional = 16,

    /// <summary>The mounted file system is kept at hand: ops with <see cref="InBase"/> follow.</summary>
    Base = 32,

    /// <summary>
    /// Text1 is a name in the file system of the <see cref="Base"/> op, which is new, so that nothing is there yet and
    /// nothing has to be looked for.
    /// </summary>
    InBase = 64,

    /// <summary>The layer keeps the owners that it has on disk: no id map is put on it.</summary>
    AsIs = 128,

    /// <summary>The only layer is the root itself, writable, without an overlay.</summary>
    Direct = 256,

    /// <summary>The target of a mount must be there already: it is never made.</summary>
    NoCreate = 512,

    /// <summary>Whatever goes wrong with this mount, the launch goes on without it.</summary>
    SkipFailed = 1024,

    /// <summary>Attributes are set on the mount itself and on none below it.</summary>
    Shallow = 2048,
}
