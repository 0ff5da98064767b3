namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>The numbers of disk-shim.c.</summary>
public enum DiskCall
{
    None = 0,
    Write = 1,
    Sync = 2,
    Truncate = 3,
    Unlink = 4,
}
