using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// Labels of security modules, which a process asks for through files of its own in /proc. A file system of the image's
/// that looks like /proc would swallow the label and leave the payload without one (CVE-2019-16884, CVE-2025-52881): the
/// files are reached through the host's procfs only, before the image's tree is "/", and only below procfs itself.
/// </summary>
internal static unsafe class ChildLabels
{
    private const int WrongFilesystem = -22;
    private const ulong ProcRootInode = 1;
    private const int PathSize = 64;

    public static nint Own(ChildContext* child, PlanOp* op)
    {
        var file = OpenOwn(child, op);
        if (file < 0)
            return file;
        var result = WriteTo(child, file, child->Plan.Text(op->Text2));
        RawFile.close(file);
        return result;
    }

    public static nint Open(ChildContext* child, PlanOp* op)
    {
        var file = OpenOwn(child, op);
        child->AttributeFd = (int)file;
        return file < 0 ? file : 0;
    }

    public static nint Write(ChildContext* child, PlanOp* op)
    {
        if (child->AttributeFd < 0)
            return ChildStep.Check(child, Call.label, -9);
        var result = WriteTo(child, child->AttributeFd, child->Plan.Text(op->Text1));
        RawFile.close(child->AttributeFd);
        child->AttributeFd = -1;
        return result;
    }

    private static nint OpenOwn(ChildContext* child, PlanOp* op)
    {
        var proc = ChildStep.Check(child, Call.openat2, RawFile.openat2(RawFile.AT_FDCWD, ChildRoot.Text("/proc"u8),
            RawFile.O_PATH | RawFile.O_DIRECTORY | RawFile.O_CLOEXEC, RawFile.RESOLVE_NO_SYMLINKS));
        if (proc < 0)
            return proc;
        RawFile.statx_t status;
        var known = RawFile.statx(proc, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status);
        if (known < 0 || status.stx_ino != ProcRootInode || RawFile.FilesystemMagic(proc) != RawFile.PROC_SUPER_MAGIC)
        {
            RawFile.close(proc);
            return ChildStep.Check(child, Call.procfs_check, WrongFilesystem);
        }
        var path = stackalloc byte[PathSize];
        var length = Append(path, 0, ChildRoot.Text("thread-self/"u8));
        Append(path, length, child->Plan.Text(op->Text1));
        // No other mount on the way: one over the file itself would be as good as a forged /proc.
        var file = RawFile.openat2(proc, path, RawFile.O_WRONLY | RawFile.O_CLOEXEC,
            RawFile.RESOLVE_BENEATH | RawFile.RESOLVE_NO_XDEV | RawFile.RESOLVE_NO_MAGICLINKS);
        RawFile.close(proc);
        if (file < 0)
            return ChildStep.Check(child, Call.openat2, file);
        if (RawFile.FilesystemMagic(file) == RawFile.PROC_SUPER_MAGIC)
            return file;
        RawFile.close(file);
        return ChildStep.Check(child, Call.procfs_check, WrongFilesystem);
    }

    private static nint WriteTo(ChildContext* child, nint file, byte* text)
    {
        nint length = 0;
        while (text[length] != 0)
            length++;
        var written = RawFile.write(file, text, length);
        return written < 0 ? ChildStep.Check(child, Call.label, written) : 0;
    }

    private static int Append(byte* path, int at, byte* text)
    {
        for (var i = 0; text[i] != 0 && at < PathSize - 1; i++)
            path[at++] = text[i];
        path[at] = 0;
        return at;
    }
}
