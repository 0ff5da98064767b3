using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Child;

/// <summary>The root of the mount tree: attach, make read-only, pivot.</summary>
internal static unsafe class ChildRoot
{
    public static nint Attach(ChildContext* child)
    {
        var empty = Text(""u8);
        var root = Text("/"u8);
        // Private, not slave: later mounts of the host must not appear inside, nor ours outside (mount_namespaces(7)).
        var result = ChildStep.Check(child, Call.mount, RawMount.mount(empty, root, null, RawMount.MS_REC | RawMount.MS_PRIVATE));
        if (result < 0)
            return result;
        // On top of the old root, which stays what "/" means for this process until pivot_root.
        return ChildStep.Check(child, Call.move_mount, RawMount.move_mount(
            child->Page->RootFd, empty, RawFile.AT_FDCWD, root, RawMount.MOVE_MOUNT_F_EMPTY_PATH));
    }

    public static nint ReadOnly(ChildContext* child)
    {
        RawMount.mount_attr attributes = default;
        attributes.attr_set = RawMount.MOUNT_ATTR_RDONLY;
        return ChildStep.Check(child, Call.mount_setattr, RawMount.mount_setattr(
            child->Page->RootFd, Text(""u8), RawFile.AT_EMPTY_PATH, &attributes));
    }

    public static nint Pivot(ChildContext* child)
    {
        var here = Text("."u8);
        var result = ChildStep.Check(child, Call.fchdir, RawFile.fchdir(child->Page->RootFd));
        if (result < 0)
            return result;
        // pivot_root(".", ".") stacks the old root on the new one: no directory is needed for it (pivot_root(2)).
        result = ChildStep.Check(child, Call.pivot_root, RawMount.pivot_root(here, here));
        if (result < 0)
            return result;
        result = ChildStep.Check(child, Call.umount2, RawMount.umount2(here, RawMount.MNT_DETACH));
        return result < 0 ? result : ChildStep.Check(child, Call.chdir, RawFile.chdir(Text("/"u8)));
    }

    /// <summary>Without taking the old root away: asked for where pivot_root(2) cannot be had, and no boundary.</summary>
    public static nint Change(ChildContext* child)
    {
        var result = ChildStep.Check(child, Call.fchdir, RawFile.fchdir(child->Page->RootFd));
        if (result < 0)
            return result;
        result = ChildStep.Check(child, Call.chroot, RawFile.chroot(Text("."u8)));
        return result < 0 ? result : ChildStep.Check(child, Call.chdir, RawFile.chdir(Text("/"u8)));
    }

    /// <summary>SAFETY: u8 literals lie NUL-terminated in the program's read-only data and never move.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Text(ReadOnlySpan<byte> literal) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));
}
