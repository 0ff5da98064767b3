using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Child;
using Orchestrator.LaunchPlan;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// The launcher's own ops: id-mapped copies of the image's layers become lower layers of an overlay, all by
/// descriptor, while the child is busy with its early phase. An id map can be put on a mount only by a process
/// that is privileged where the file system belongs, so the child cannot do it (mount_setattr(2)).
/// </summary>
internal sealed unsafe class RootBuilder(UserNamespaces namespaces, uint highFd)
{
    private readonly List<int> _layers = new(8);

    /// <summary>Null: done, with the root's descriptor in the page.</summary>
    public LauncherFailure? Build(LaunchInProgress launch, int pid, int pidfd)
    {
        var header = launch.Plan.Header;
        nint userNamespace = -1;
        _layers.Clear();
        for (var i = 0u; i < header->OpCount; i++)
        {
            var op = launch.Plan.Ops + i;
            if (op->Kind > PlanOpKind.EnterNamespace)
                break;
            if (userNamespace < 0 && op->Kind == PlanOpKind.Layer && (op->Flags & PlanOpFlags.AsIs) == 0 && ChildCredentials.HasOtherUsers(launch.Plan))
            {
                userNamespace = UserNamespaces.Of(pid, pidfd);
                if (userNamespace < 0)
                    return Failed(launch.Plan, op, Call.ioctl_user_namespace, userNamespace);
                launch.Hold(userNamespace);
            }
            var call = Call.none;
            var result = op->Kind switch
            {
                PlanOpKind.Layer => Layer(launch, op, userNamespace, out call),
                PlanOpKind.OverlayRoot => Overlay(launch, op, out call),
                PlanOpKind.ProcFile => ProcFile(launch, op, pid, out call),
                PlanOpKind.EnterNamespace => 0, // around clone
                _ => Idmap(launch, op, out call),
            };
            if (result < 0)
                return Failed(launch.Plan, op, call, result);
        }
        return null;
    }

    private nint Layer(LaunchInProgress launch, PlanOp* op, nint userNamespace, out Call call)
    {
        call = Call.open_tree;
        nint layer;
        if (op->Slot >= 0)
        {
            layer = launch.Descriptors[op->Slot];
        }
        else
        {
            layer = RawMount.open_tree(RawFile.AT_FDCWD, launch.Plan.Text(op->Text1),
                RawMount.OPEN_TREE_CLONE | RawMount.OPEN_TREE_CLOEXEC);
            if (layer < 0)
                return layer;
            launch.HoldMount(layer);
        }
        _layers.Add((int)layer);
        if (op->DataBytes > 0)
        {
            var maps = (uint*)launch.Plan.Data(op->DataOffset);
            return SetIdmap(layer, Map(launch, maps[0], maps[1], out call), 0, ref call);
        }
        call = Call.mount_setattr;
        return userNamespace < 0 || (op->Flags & PlanOpFlags.AsIs) != 0 ? 0 : SetIdmap(layer, userNamespace, 0, ref call);
    }

    private static nint ProcFile(LaunchInProgress launch, PlanOp* op, int pid, out Call call)
    {
        call = Call.proc_file;
        var name = launch.Plan.Text(op->Text1);
        var length = 0;
        while (name[length] != 0)
            length++;
        return length > 40 ? -36 : Maps.Write(pid, new ReadOnlySpan<byte>(name, length), launch.Plan.Text(op->Text2));
    }

    private nint Overlay(LaunchInProgress launch, PlanOp* op, out Call call)
    {
        var writableRoot = op->Text1 != 0 || op->Slot >= 0;
        if (!writableRoot && _layers.Count == 1)
        {
            // overlayfs wants a second layer; one layer without a writable one is a plain mount.
            call = Call.mount_setattr;
            launch.Page->RootFd = _layers[0];
            RawMount.mount_attr attributes = default;
            attributes.attr_set = op->Arg1 | ((op->Flags & PlanOpFlags.Direct) != 0 ? 0 : RawMount.MOUNT_ATTR_RDONLY);
            attributes.attr_clr = op->Arg2;
            return RawMount.mount_setattr(_layers[0], ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &attributes);
        }
        call = Call.fsopen;
        var fs = RawMount.fsopen(ChildRoot.Text("overlay"u8), RawMount.FSOPEN_CLOEXEC);
        if (fs < 0)
            return fs;
        launch.Hold(fs);
        call = Call.fsconfig;
        if ((launch.Plan.Header->Flags & PlanFlags.Rootless) != 0)
        {
            // trusted.* is for root of the host alone (overlayfs.rst, "User xattr").
            var user = RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_FLAG, ChildRoot.Text("userxattr"u8), null);
            if (user < 0)
                return user;
        }
        foreach (var layer in _layers)
        {
            var added = RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_FD, ChildRoot.Text("lowerdir+"u8), null, layer);
            if (added < 0)
                return added;
        }
        if (writableRoot)
        {
            var writable = Writable(launch, op, fs, out call);
            if (writable < 0)
                return writable;
            call = Call.fsconfig;
        }
        if (op->Arg3 != 0)
        {
            var labelled = RawMount.fsconfig(
                fs, RawMount.FSCONFIG_SET_STRING, ChildRoot.Text("context"u8), launch.Plan.Text((uint)op->Arg3));
            if (labelled < 0)
                return labelled;
        }
        var result = RawMount.fsconfig(fs, RawMount.FSCONFIG_CMD_CREATE, null, null);
        if (result < 0)
            return result;
        call = Call.fsmount;
        var root = RawMount.fsmount(fs, RawMount.FSMOUNT_CLOEXEC, op->Arg1);
        if (root < 0)
            return root;
        launch.Hold(root);
        launch.Page->RootFd = (int)root;
        return 0;
    }

    /// <summary>
    /// By descriptors of a detached mount: overlayfs shows these two in the container's mountinfo, which must not tell
    /// where on the host they are. One mount for both, as overlayfs demands.
    /// </summary>
    private nint Writable(LaunchInProgress launch, PlanOp* op, nint fs, out Call call)
    {
        call = Call.open_tree;
        nint folder;
        if (op->Slot >= 0)
        {
            folder = launch.Descriptors[op->Slot];
        }
        else
        {
            folder = RawMount.open_tree(RawFile.AT_FDCWD, launch.Plan.Text(op->Text1),
                RawMount.OPEN_TREE_CLONE | RawMount.OPEN_TREE_CLOEXEC);
            if (folder < 0)
                return folder;
            launch.HoldMount(folder);
        }
        if (op->DataBytes > 0)
        {
            var maps = (uint*)launch.Plan.Data(op->DataOffset);
            var mapped = SetIdmap(folder, Map(launch, maps[0], maps[1], out call), 0, ref call);
            if (mapped < 0)
                return mapped;
        }
        var name = op->Text2 == 0 ? ChildRoot.Text("upper"u8) : launch.Plan.Text(op->Text2);
        var upper = SetDirectory(launch, fs, folder, ChildRoot.Text("upperdir"u8), name, out call);
        name = op->Number == 0 ? ChildRoot.Text("work"u8) : launch.Plan.Text(op->Number);
        return upper < 0 ? upper : SetDirectory(launch, fs, folder, ChildRoot.Text("workdir"u8), name, out call);
    }

    private static nint SetDirectory(LaunchInProgress launch, nint fs, nint folder, byte* option, byte* name, out Call call)
    {
        call = Call.openat2;
        var directory = RawFile.openat2(folder, name,
            RawFile.O_PATH | RawFile.O_DIRECTORY | RawFile.O_CLOEXEC, RawFile.RESOLVE_BENEATH | RawFile.RESOLVE_NO_SYMLINKS);
        if (directory < 0)
            return directory;
        launch.Hold(directory);
        call = Call.fsconfig;
        return RawMount.fsconfig(fs, RawMount.FSCONFIG_SET_FD, option, null, (int)directory);
    }

    private nint Idmap(LaunchInProgress launch, PlanOp* op, out Call call)
    {
        var map = Map(launch, op->Text1, op->Text2, out call);
        var below = (op->Flags & PlanOpFlags.Recursive) != 0 ? RawMount.AT_RECURSIVE : 0;
        return SetIdmap(launch.Descriptors[op->Slot], map, below, ref call);
    }

    /// <summary>A user namespace with these maps, or minus errno.</summary>
    private nint Map(LaunchInProgress launch, uint uidText, uint gidText, out Call call)
    {
        var uid = launch.Plan.Text(uidText);
        var gid = launch.Plan.Text(gidText);
        return namespaces.Get(Marshal.PtrToStringUTF8((nint)uid)!, Marshal.PtrToStringUTF8((nint)gid)!, uid, gid, highFd, out call);
    }

    private static nint SetIdmap(nint mount, nint userNamespace, uint below, ref Call call)
    {
        if (userNamespace < 0)
            return userNamespace;
        call = Call.mount_setattr;
        RawMount.mount_attr attributes = default;
        attributes.attr_set = RawMount.MOUNT_ATTR_IDMAP;
        attributes.userns_fd = (ulong)userNamespace;
        return RawMount.mount_setattr(mount, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH | below, &attributes);
    }

    private static LauncherFailure Failed(PlanView plan, PlanOp* op, Call call, nint result) =>
        new(FailureReason.Step, StepNames.Of(plan, op), call, (int)-result, 125, 0);
}
