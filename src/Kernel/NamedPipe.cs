using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// Both ends of a FIFO (fifo(7)) whose name is gone. Unlike the file of a pipe(2) it can be given a label while it has one.
/// </summary>
public static class NamedPipe
{
    private const uint EveryoneReadsAndWrites = 0x1B6;

    /// <param name="prepare">Told the name in the folder before it is opened.</param>
    public static (Descriptor Read, Descriptor Write) Create(DirectoryHandle folder, string name, Action<string> prepare)
    {
        if (SysStat.mkfifoat(folder.Number, name, EveryoneReadsAndWrites) != 0)
            throw new SystemCallException("mkfifoat", Marshal.GetLastPInvokeError(), $"Making the FIFO {name}");
        try
        {
            prepare(name);
            // With an end of its own open for both, neither of the others waits for its counterpart.
            using var both = folder.OpenFile(name, Fcntl.O_RDWR);
            var read = folder.OpenFile(name, Fcntl.O_RDONLY);
            try
            {
                return (read, folder.OpenFile(name, Fcntl.O_WRONLY));
            }
            catch
            {
                read.Dispose();
                throw;
            }
        }
        finally
        {
            folder.TryRemoveFile(name);
        }
    }
}
