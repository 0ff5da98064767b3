using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Bytes in a memfd, to be passed where a message would be too small.</summary>
public static class MemoryFile
{
    public static Descriptor Create(string name, ReadOnlySpan<byte> content)
    {
        var fd = SysMman.memfd_create(name, SysMman.MFD_CLOEXEC);
        if (fd < 0)
            throw new SystemCallException("memfd_create", Marshal.GetLastPInvokeError(), $"Making the memory file {name}");
        var file = new Descriptor(fd);
        for (var written = 0; written < content.Length;)
        {
            nint count;
            // SAFETY: pinned for the length of the call.
            unsafe
            {
                fixed (byte* pointer = content[written..])
                    count = Unistd.write(fd, pointer, (nuint)(content.Length - written));
            }
            if (count < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                file.Dispose();
                throw new SystemCallException("write", errno, $"Filling the memory file {name}");
            }
            written += (int)count;
        }
        return file;
    }
}
