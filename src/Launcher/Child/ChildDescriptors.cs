using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Standard descriptors, session and working directory.</summary>
internal static unsafe class ChildDescriptors
{
    private const nuint TiocSctty = 0x540E;
    private const int PathSize = 4096;
    private const int NotThere = -2;

    public static nint Stdio(ChildContext* child, PlanOp* op)
    {
        var number = (nint)op->Number;
        if (op->Slot < 0 && op->Arg1 == 1)
            return ChildStep.Check(child, Call.dup3, RawFile.dup3(child->TerminalFd, number, 0)) is var own and < 0 ? own : 0;
        if (op->Slot >= 0)
            return ChildStep.Check(child, Call.dup3, RawFile.dup3(child->Slots[op->Slot], number, 0)) is var result and < 0 ? result : 0;
        // After pivot_root: the /dev/null of the container, so that nothing inside holds a file of the host's tree.
        var opened = ChildStep.Check(child, Call.openat2, RawFile.openat2(RawFile.AT_FDCWD, ChildRoot.Text("/dev/null"u8),
            RawFile.O_RDWR | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW, RawFile.RESOLVE_NO_SYMLINKS));
        if (opened < 0)
            return opened;
        var moved = ChildStep.Check(child, Call.dup3, RawFile.dup3(opened, number, 0));
        RawFile.close(opened);
        return moved < 0 ? moved : 0;
    }

    /// <summary>
    /// A new session (no signal and no TIOCSTI reaches the launcher's), then everything above the standard
    /// descriptors but the status pipe is closed, before any path is followed as the payload would (CVE-2024-21626).
    /// </summary>
    public static nint Session(ChildContext* child, PlanOp* op)
    {
        var result = ChildStep.Check(child, Call.setsid, RawProcess.setsid());
        if (result < 0)
            return result;
        if (op->Number == 1)
        {
            result = ChildStep.Check(child, Call.ioctl, RawFile.ioctl(0, TiocSctty, 0));
            if (result < 0)
                return result;
        }
        if (child->Status != 3)
        {
            result = ChildStep.Check(child, Call.dup3, RawFile.dup3(child->Status, 3, RawFile.O_CLOEXEC));
            if (result < 0)
                return result;
            child->Status = 3;
        }
        if (child->AttributeFd >= 0 && child->AttributeFd != 4)
        {
            result = ChildStep.Check(child, Call.dup3, RawFile.dup3(child->AttributeFd, 4, RawFile.O_CLOEXEC));
            if (result < 0)
                return result;
            child->AttributeFd = 4;
        }
        return ChildStep.Check(child, Call.close_range, RawFile.close_range(child->AttributeFd < 0 ? 4u : 5u, uint.MaxValue, 0));
    }

    public static nint WorkingDirectory(ChildContext* child, PlanOp* op)
    {
        var path = child->Plan.Text(op->Text1);
        var result = RawFile.chdir(path);
        if (result == NotThere && (op->Flags & PlanOpFlags.Create) != 0)
        {
            result = MakeAll(path);
            if (result < 0)
                return ChildStep.Check(child, Call.mkdirat, result);
            result = RawFile.chdir(path);
        }
        if (result < 0)
            return ChildStep.Check(child, Call.chdir, result);
        var where = stackalloc byte[PathSize];
        result = RawFile.getcwd(where, PathSize);
        if (result < 0)
            return ChildStep.Check(child, Call.getcwd, result);
        // "(unreachable)…" is a directory outside of the root.
        return where[0] == '/' ? 0 : ChildStep.Check(child, Call.getcwd, NotThere);
    }

    /// <summary>
    /// What belongs to launches beside this one came along in the copied table; a held status pipe of theirs would
    /// hide its end from the launcher.
    /// </summary>
    public static void CloseForeign(ChildContext* child)
    {
        var next = 3u;
        while (true)
        {
            var kept = NextOwn(child, next);
            if (kept > next)
                RawFile.close_range(next, kept - 1, 0);
            if (kept == uint.MaxValue)
                return;
            next = kept + 1;
        }
    }

    /// <summary>The smallest own descriptor that is not below <paramref name="from"/>.</summary>
    private static uint NextOwn(ChildContext* child, uint from)
    {
        var best = uint.MaxValue;
        best = Nearer(best, child->Status, from);
        best = Nearer(best, child->Target, from);
        best = Nearer(best, child->Page->RootFd, from);
        for (var i = 0; i < (int)child->Plan.Header->SlotCount; i++)
            best = Nearer(best, child->Slots[i], from);
        return best;
    }

    private static uint Nearer(uint best, int fd, uint from) => fd >= (int)from && (uint)fd < best ? (uint)fd : best;

    private static nint MakeAll(byte* path)
    {
        var prefix = stackalloc byte[PathSize];
        for (var i = 0; i < PathSize - 1; i++)
        {
            if (i > 0 && (path[i] == '/' || path[i] == 0))
            {
                prefix[i] = 0;
                var made = RawFile.mkdirat(RawFile.AT_FDCWD, prefix, 0x1ED);
                if (made is < 0 and not -17)
                    return made;
            }
            if (path[i] == 0)
                return 0;
            prefix[i] = path[i];
        }
        return -36;
    }
}
