using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Mounts that are in no tree: they live as long as a descriptor or a process holds them (fsmount(2)).</summary>
public static class DetachedMount
{
    /// <summary>Null with the errno and the call that failed.</summary>
    public static DirectoryHandle? TryMake(string type, string source, bool readOnly, out int errno, out string call)
    {
        call = "fsopen";
        var number = SysMount.fsopen(type, SysMount.FSOPEN_CLOEXEC);
        errno = number < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (number < 0)
            return null;
        using var fs = new Descriptor(number);
        call = "fsconfig";
        if (SysMount.fsconfig(number, SysMount.FSCONFIG_SET_STRING, "source", source) < 0
            || (readOnly && SysMount.fsconfig(number, SysMount.FSCONFIG_SET_FLAG, "ro", null) < 0)
            || SysMount.fsconfig(number, SysMount.FSCONFIG_CMD_CREATE, null, null) < 0)
        {
            errno = Marshal.GetLastPInvokeError();
            return null;
        }
        call = "fsmount";
        // A device node in an image must not be a device.
        var mount = SysMount.fsmount(
            number, SysMount.FSMOUNT_CLOEXEC, SysMount.MOUNT_ATTR_NODEV | (readOnly ? SysMount.MOUNT_ATTR_RDONLY : 0));
        errno = mount < 0 ? Marshal.GetLastPInvokeError() : 0;
        return mount < 0 ? null : DirectoryHandle.FromDescriptor(mount);
    }
}
