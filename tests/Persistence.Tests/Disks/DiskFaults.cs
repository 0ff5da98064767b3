using System.Runtime.InteropServices;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>Has disk-shim.c fail calls of this process.</summary>
internal sealed class DiskFaults(string folder) : IDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(folder, "shim.faults"), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    /// <param name="times">How often; -1 until <see cref="Clear"/>.</param>
    public void Set(DiskCall call, DiskFile file, int errno, int times)
    {
        // The count last: until then there is no fault.
        Clear();
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes<int>([(int)call, (int)file, errno]), 0);
        RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes<int>([times]), 12);
    }

    public void Clear() => RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes<int>([0]), 12);

    public void Dispose() => _file.Dispose();
}
