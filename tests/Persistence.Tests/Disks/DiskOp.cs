namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>One call on a file, as disk-shim.c wrote it down.</summary>
/// <param name="Error">The errno with which it failed; 0: it did what it should.</param>
/// <param name="Offset">For a truncation the new length.</param>
internal readonly record struct DiskOp(DiskCall Call, DiskFile File, int Error, long Offset, ReadOnlyMemory<byte> Data);
