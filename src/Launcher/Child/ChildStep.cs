using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Carries out one op: 0 or minus errno.</summary>
internal static unsafe class ChildStep
{
    private const int InvalidArgument = 22;

    public static nint Do(ChildContext* child, PlanOp* op) => op->Kind switch
    {
        PlanOpKind.JoinCgroup => ChildProcess.JoinCgroup(child, op),
        PlanOpKind.Unshare => ChildProcess.Unshare(child, op),
        PlanOpKind.JoinNamespaces => ChildProcess.JoinNamespaces(child),
        PlanOpKind.AttachRoot => ChildRoot.Attach(child),
        PlanOpKind.MountFilesystem => ChildMounts.Filesystem(child, op),
        PlanOpKind.BindDevice => ChildMounts.Device(child, op),
        PlanOpKind.BindHost => ChildMounts.Host(child, op),
        PlanOpKind.BindSlot => ChildMounts.Slot(child, op),
        PlanOpKind.Symlink => ChildPaths.Symlink(child, op),
        PlanOpKind.MakeDirectory => ChildPaths.MakeDirectory(child, op),
        PlanOpKind.Mask => ChildMounts.Mask(child, op),
        PlanOpKind.ReadOnlyPath => ChildMounts.ReadOnlyPath(child, op),
        PlanOpKind.ReadOnlyRoot => ChildRoot.ReadOnly(child),
        PlanOpKind.PivotRoot => ChildRoot.Pivot(child),
        PlanOpKind.Chroot => ChildRoot.Change(child),
        PlanOpKind.Hostname => ChildProcess.Hostname(child, op),
        PlanOpKind.LoopbackUp => ChildProcess.LoopbackUp(child),
        PlanOpKind.Rlimit => ChildProcess.Rlimit(child, op),
        PlanOpKind.Umask => ChildProcess.Umask(op),
        PlanOpKind.SessionKeyring => ChildProcess.SessionKeyring(child),
        PlanOpKind.Stdio => ChildDescriptors.Stdio(child, op),
        PlanOpKind.Session => ChildDescriptors.Session(child, op),
        PlanOpKind.WorkingDirectory => ChildDescriptors.WorkingDirectory(child, op),
        PlanOpKind.BoundingSet => ChildCredentials.BoundingSet(child, op),
        PlanOpKind.Credentials => ChildCredentials.Ids(child, op),
        PlanOpKind.Capabilities => ChildCredentials.Capabilities(child, op),
        PlanOpKind.NoNewPrivileges => ChildCredentials.NoNewPrivileges(child),
        PlanOpKind.Seccomp => ChildCredentials.Seccomp(child, op),
        PlanOpKind.Sysctl => ChildProcess.Sysctl(child, op),
        PlanOpKind.WritablePath => ChildMounts.WritablePath(child, op),
        PlanOpKind.Personality => ChildProcess.Personality(child, op),
        PlanOpKind.Domainname => ChildProcess.Domainname(child, op),
        PlanOpKind.BindInside => ChildMounts.Inside(child, op),
        PlanOpKind.Hook => ChildHook.Run(child, op),
        PlanOpKind.HostHook => ChildHook.OnHost(child, op),
        PlanOpKind.OwnAttribute => ChildLabels.Own(child, op),
        PlanOpKind.OpenAttribute => ChildLabels.Open(child, op),
        PlanOpKind.WriteAttribute => ChildLabels.Write(child, op),
        PlanOpKind.Terminal => ChildTerminal.Open(child, op),
        PlanOpKind.Landlock => ChildLandlock.Restrict(child, op),
        _ => -InvalidArgument,
    };

    /// <summary>Notes which call of the step failed and hands the result on.</summary>
    public static nint Check(ChildContext* child, Call call, nint result)
    {
        if (result < 0)
            child->Page->FailedCall = call;
        return result;
    }
}
