namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>The numbers of disk-shim.c.</summary>
public enum DiskFile
{
    Database = 0,
    Wal = 1,
    Acks = 2,
}
