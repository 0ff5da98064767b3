using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>One extended attribute of files, xattr(7).</summary>
public sealed unsafe class ExtendedAttribute(string name)
{
    private const int MostBytes = 4096;

    /// <summary>The value at a path, whose last link is not followed; null where there is none.</summary>
    public byte[]? Get(string path)
    {
        Span<byte> value = stackalloc byte[MostBytes];
        nint length;
        // SAFETY: the buffer lives on this stack for the length of the call.
        fixed (byte* pointer = value)
            length = SysXattr.lgetxattr(path, name, pointer, MostBytes);
        if (length >= 0)
            return value[..(int)length].ToArray();
        var errno = Marshal.GetLastPInvokeError();
        // A file system without such attributes has none of this file's.
        return errno is Errno.ENODATA or Errno.EOPNOTSUPP
            ? null
            : throw new SystemCallException("getxattr", errno, $"Reading {name} of {path}");
    }

    public void Set(SafeFileHandle file, string path, ReadOnlySpan<byte> value)
    {
        // SAFETY: the span is pinned for the length of the call.
        fixed (byte* pointer = value)
        {
            if (SysXattr.fsetxattr((int)file.DangerousGetHandle(), name, pointer, (nuint)value.Length, 0) != 0)
                throw new SystemCallException("setxattr", Marshal.GetLastPInvokeError(), $"Setting {name} of {path}");
        }
    }

    /// <summary>Also when there is none.</summary>
    public void Remove(SafeFileHandle file, string path)
    {
        if (SysXattr.fremovexattr((int)file.DangerousGetHandle(), name) != 0
            && Marshal.GetLastPInvokeError() is var errno and not Errno.ENODATA)
        {
            throw new SystemCallException("removexattr", errno, $"Removing {name} of {path}");
        }
    }
}
