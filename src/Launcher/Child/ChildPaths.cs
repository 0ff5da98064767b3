using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>
/// Places inside the new root, which an image's author has filled: always (root descriptor, path) resolved by
/// openat2(2) as if the root were "/" already, so that no link leads out, and held by descriptor from then on.
/// </summary>
internal static unsafe class ChildPaths
{
    private const int NotThere = -2, Interrupted = -4, Again = -11, Exists = -17, NameTooLong = -36;

    /// <summary>Somebody who renames for ever must not hold a launch: what is still in his way then is refused.</summary>
    private const int MostTries = 256;
    private const int MaxPath = 4096;

    /// <summary>An O_PATH descriptor of the target, which is made as directory or file when it is missing and that is wanted.</summary>
    public static nint Target(ChildContext* child, byte* path, bool directory, bool noSymlinks, bool create = true)
    {
        var root = child->Page->RootFd;
        var resolve = RawFile.RESOLVE_IN_ROOT | RawFile.RESOLVE_NO_MAGICLINKS
            | (noSymlinks ? RawFile.RESOLVE_NO_SYMLINKS : 0);
        var found = Find(root, path, resolve);
        if (found != NotThere || !create)
            return ChildStep.Check(child, Call.openat2, found);
        return Make(child, path, directory, resolve, 0x1ED); // 0755
    }

    /// <summary>An O_PATH descriptor. EAGAIN: a rename on the way raced with the lookup (openat2(2)), so it is done again.</summary>
    public static nint Find(nint root, byte* path, ulong resolve)
    {
        for (var tries = 0; ; tries++)
        {
            var found = RawFile.openat2(root, path, RawFile.O_PATH | RawFile.O_CLOEXEC, resolve);
            if (found is not (Again or Interrupted) || tries == MostTries)
                return found;
        }
    }

    public static nint MakeDirectory(ChildContext* child, PlanOp* op)
    {
        var path = child->Plan.Text(op->Text1);
        var resolve = RawFile.RESOLVE_IN_ROOT | RawFile.RESOLVE_NO_MAGICLINKS;
        var made = Make(child, path, true, resolve, op->Number);
        if (made >= 0)
            RawFile.close(made);
        return made < 0 ? made : 0;
    }

    public static nint Symlink(ChildContext* child, PlanOp* op)
    {
        var path = child->Plan.Text(op->Text1);
        if ((op->Flags & PlanOpFlags.InBase) != 0)
            return ChildStep.Check(child, Call.symlinkat, RawFile.symlinkat(child->Plan.Text(op->Text2), child->BaseFd, path));
        var slash = LastSlash(path);
        var parent = stackalloc byte[MaxPath];
        if (slash >= MaxPath)
            return NameTooLong;
        Copy(path, parent, slash);
        var directory = Target(child, slash == 0 ? ChildRoot.Text("/"u8) : parent, true, false);
        if (directory < 0)
            return directory;
        var result = RawFile.symlinkat(child->Plan.Text(op->Text2), directory, path + slash + 1);
        RawFile.close(directory);
        return result == Exists ? 0 : ChildStep.Check(child, Call.symlinkat, result);
    }

    /// <summary>
    /// Walks from the root and makes what is missing. Each step opens the prefix anew under the same rules; a name is
    /// made relative to its parent's descriptor only.
    /// </summary>
    private static nint Make(ChildContext* child, byte* path, bool directory, ulong resolve, uint mode)
    {
        var prefix = stackalloc byte[MaxPath];
        var root = child->Page->RootFd;
        nint parent = root;
        var end = 0;
        while (true)
        {
            var start = end;
            while (path[start] == '/')
                start++;
            if (path[start] == 0)
                return parent == root ? ReopenRoot(child) : parent;
            end = start;
            while (path[end] != 0 && path[end] != '/')
                end++;
            if (end >= MaxPath - 1)
                return NameTooLong;
            Copy(path, prefix, end);
            var last = path[end] == 0;
            var next = Find(root, prefix, resolve);
            if (next == NotThere)
            {
                next = MakeOne(child, parent, prefix + start, last && !directory, last ? mode : 0x1ED);
            }
            else if (next < 0)
            {
                ChildStep.Check(child, Call.openat2, next);
            }
            if (parent != root)
                RawFile.close(parent);
            if (next < 0)
                return next;
            parent = next;
        }
    }

    private static nint MakeOne(ChildContext* child, nint parent, byte* name, bool file, uint mode)
    {
        if (file)
        {
            var made = RawFile.openat2(parent, name,
                RawFile.O_CREAT | RawFile.O_EXCL | RawFile.O_NOFOLLOW | RawFile.O_CLOEXEC | RawFile.O_WRONLY,
                RawFile.RESOLVE_BENEATH | RawFile.RESOLVE_NO_SYMLINKS, 0x1A4); // 0644
            if (made < 0)
                return ChildStep.Check(child, Call.openat2, made);
            RawFile.close(made);
        }
        else
        {
            var made = RawFile.mkdirat(parent, name, mode);
            if (made < 0)
                return ChildStep.Check(child, Call.mkdirat, made);
        }
        return ChildStep.Check(child, Call.openat2, RawFile.openat2(
            parent, name, RawFile.O_PATH | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW,
            RawFile.RESOLVE_BENEATH | RawFile.RESOLVE_NO_SYMLINKS));
    }

    private static nint ReopenRoot(ChildContext* child) =>
        ChildStep.Check(child, Call.openat2, RawFile.openat2(
            child->Page->RootFd, ChildRoot.Text("."u8), RawFile.O_PATH | RawFile.O_CLOEXEC, RawFile.RESOLVE_BENEATH));

    private static int LastSlash(byte* path)
    {
        var slash = 0;
        for (var i = 0; path[i] != 0; i++)
        {
            if (path[i] == '/')
                slash = i;
        }
        return slash;
    }

    private static void Copy(byte* from, byte* to, int count)
    {
        for (var i = 0; i < count; i++)
            to[i] = from[i];
        to[count] = 0;
    }
}
