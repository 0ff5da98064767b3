using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>An open namespace, namespaces(7); what it belongs to is asked by ioctl_ns(2).</summary>
public sealed unsafe class NamespaceHandle : Descriptor
{
    private NamespaceHandle(int fd)
        : base(fd)
    {
    }

    /// <summary>What tells namespaces of one kind apart, as in <c>net:[4026531840]</c>.</summary>
    public ulong Inode => Status().Inode;

    /// <summary>Opens such as /proc/PID/ns/net. Null with the errno when it cannot be had.</summary>
    public static NamespaceHandle? TryOpen(string path, out int errno)
    {
        var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return fd < 0 ? null : new NamespaceHandle(fd);
    }

    /// <summary>The user namespace that owns it; null where that lies outside the caller's.</summary>
    public NamespaceHandle? Owner() => Ask(LinuxNsfs.NS_GET_USERNS);

    /// <summary>The parent of a user or pid namespace; null for the first one, outside the caller's, and for other kinds.</summary>
    public NamespaceHandle? Parent() => Ask(LinuxNsfs.NS_GET_PARENT);

    /// <summary>Who made a user namespace, as a uid in the caller's.</summary>
    public uint? OwnerUid()
    {
        uint uid;
        // SAFETY: the kernel writes one uid_t into this stack.
        return LinuxNsfs.ioctl(Number, LinuxNsfs.NS_GET_OWNER_UID, &uid) == 0 ? uid : null;
    }

    private NamespaceHandle? Ask(nuint request)
    {
        var fd = LinuxNsfs.ioctl(Number, request);
        return fd < 0 ? null : new NamespaceHandle(fd);
    }
}
