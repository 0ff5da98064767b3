using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>A file that keeps a namespace alive, whoever dies, by a bind mount on it (namespaces(7)).</summary>
public static class NamespaceFile
{
    public static void Keep(Descriptor space, string path)
    {
        using (File.Create(path))
        {
        }
        if (SysMount.mount($"/proc/self/fd/{space.Number}", path, null, SysMount.MS_BIND, 0) != 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            File.Delete(path);
            throw new SystemCallException("mount", errno, $"Keeping a namespace at {path}");
        }
        GC.KeepAlive(space);
    }

    /// <summary>What is no mount is only removed.</summary>
    public static void Remove(string path)
    {
        _ = SysMount.umount2(path, SysMount.MNT_DETACH);
        File.Delete(path);
    }
}
