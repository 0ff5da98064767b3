using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Ids, capabilities (capabilities(7)), no_new_privs and seccomp: what the payload may do.</summary>
internal static unsafe class ChildCredentials
{
    private const uint CapabilityVersion3 = 0x2008_0522;

    /// <summary>Drops by exception: a capability that a newer kernel knows and the plan does not goes too.</summary>
    public static nint BoundingSet(ChildContext* child, PlanOp* op)
    {
        for (var capability = 0; capability < 64; capability++)
        {
            if ((op->Arg1 >> capability & 1) != 0)
                continue;
            var result = RawProcess.prctl(RawProcess.PR_CAPBSET_DROP, capability);
            if (result == -22)
                break; // past the kernel's last capability
            if (result < 0)
                return ChildStep.Check(child, Call.prctl, result);
        }
        return op->Arg2 == 0 ? 0 : ChildStep.Check(child, Call.prctl, RawProcess.prctl(RawProcess.PR_SET_SECUREBITS, (nint)op->Arg2));
    }

    /// <summary>Root of the new user namespace: an id without a mapping there could not own a file.</summary>
    public static nint BecomeRoot(ChildContext* child)
    {
        var result = KeepsGroups(child) ? 0 : ChildStep.Check(child, Call.setgroups, RawProcess.setgroups(0, null));
        if (result >= 0)
            result = ChildStep.Check(child, Call.setresgid, RawProcess.setresgid(0));
        if (result >= 0)
            result = ChildStep.Check(child, Call.setresuid, RawProcess.setresuid(0));
        ChildMain.Guard();
        return result;
    }

    public static nint Ids(ChildContext* child, PlanOp* op)
    {
        // Permitted capabilities survive setresuid until they are set exactly in the next op.
        var result = ChildStep.Check(child, Call.prctl, RawProcess.prctl(RawProcess.PR_SET_KEEPCAPS, 1));
        if (result < 0)
            return result;
        result = KeepsGroups(child)
            ? 0
            : ChildStep.Check(child, Call.setgroups,
                RawProcess.setgroups((nint)(op->DataBytes / 4), (uint*)child->Plan.Data(op->DataOffset)));
        if (result < 0)
            return result;
        result = ChildStep.Check(child, Call.setresgid, RawProcess.setresgid((uint)op->Arg1));
        if (result < 0)
            return result;
        result = ChildStep.Check(child, Call.setresuid, RawProcess.setresuid(op->Number));
        if (result < 0)
            return result;
        return ChildStep.Check(child, Call.prctl, RawProcess.prctl(RawProcess.PR_SET_KEEPCAPS, 0));
    }

    public static nint Capabilities(ChildContext* child, PlanOp* op)
    {
        RawProcess.cap_header header;
        header.version = CapabilityVersion3;
        header.pid = 0;
        var data = stackalloc RawProcess.cap_data[2];
        for (var half = 0; half < 2; half++)
        {
            data[half].effective = (uint)(op->Arg1 >> (32 * half));
            data[half].permitted = (uint)(op->Arg2 >> (32 * half));
            data[half].inheritable = (uint)(op->Arg3 >> (32 * half));
        }
        var result = ChildStep.Check(child, Call.capset, RawProcess.capset(&header, data));
        if (result < 0)
            return result;
        result = ChildStep.Check(child, Call.prctl,
            RawProcess.prctl(RawProcess.PR_CAP_AMBIENT, RawProcess.PR_CAP_AMBIENT_CLEAR_ALL));
        for (var capability = 0; result >= 0 && capability < 64; capability++)
        {
            if ((op->Arg4 >> capability & 1) != 0)
            {
                result = ChildStep.Check(child, Call.prctl,
                    RawProcess.prctl(RawProcess.PR_CAP_AMBIENT, RawProcess.PR_CAP_AMBIENT_RAISE, capability));
            }
        }
        ChildMain.Guard();
        return result;
    }

    /// <summary>Whether the user namespace is another than the launcher's: a new one, or one that is shared.</summary>
    public static bool HasOtherUsers(PlanView plan)
    {
        if ((plan.Header->Namespaces & RawProcess.CLONE_NEWUSER) != 0)
            return true;
        for (var i = 0; i < (int)plan.Header->OpCount && plan.Ops[i].Kind <= PlanOpKind.EnterNamespace; i++)
        {
            if (plan.Ops[i].Kind == PlanOpKind.EnterNamespace && plan.Ops[i].Arg1 == RawProcess.CLONE_NEWUSER)
                return true;
        }
        return false;
    }

    private static bool KeepsGroups(ChildContext* child) => (child->Plan.Header->Flags & PlanFlags.KeepGroups) != 0;

    public static nint NoNewPrivileges(ChildContext* child) =>
        ChildStep.Check(child, Call.prctl, RawProcess.prctl(RawProcess.PR_SET_NO_NEW_PRIVS, 1));

    public static nint Seccomp(ChildContext* child, PlanOp* op)
    {
        RawProcess.sock_fprog program;
        program.len = (ushort)(op->DataBytes / 8);
        program.filter = child->Plan.Data(op->DataOffset);
        var result = RawProcess.seccomp(RawProcess.SECCOMP_SET_MODE_FILTER, op->Number, &program);
        return result < 0 ? ChildStep.Check(child, Call.seccomp, result) : 0;
    }
}
