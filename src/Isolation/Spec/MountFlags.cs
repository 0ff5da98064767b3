namespace Orchestrator.Isolation.Spec;

/// <summary>Attributes of a mount that can be asked for (mount_setattr(2)).</summary>
[Flags]
public enum MountFlags
{
    None = 0,
    ReadOnly = 1,
    NoSuid = 2,
    NoDev = 4,
    NoExec = 8,
    NoAtime = 0x10,
    StrictAtime = 0x20,
    NoDirAtime = 0x80,
    NoSymFollow = 0x20_0000,
}
