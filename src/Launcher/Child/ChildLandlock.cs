using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Child;

/// <summary>Restricts the payload by Landlock (landlock(7)); the paths are those that it will see itself.</summary>
internal static unsafe class ChildLandlock
{
    /// <summary>Rights that a file can have: EXECUTE, WRITE_FILE, READ_FILE, TRUNCATE, IOCTL_DEV. Others are a directory's.</summary>
    private const ulong OfFiles = 1 | 2 | 4 | (1 << 14) | (1 << 15);

    public static nint Restrict(ChildContext* child, PlanOp* op)
    {
        RawLandlock.landlock_ruleset_attr attributes;
        attributes.handled_access_fs = op->Arg1;
        attributes.handled_access_net = op->Arg2;
        attributes.scoped = op->Arg3;
        var ruleset = ChildStep.Check(child, Call.landlock_create_ruleset,
            RawLandlock.landlock_create_ruleset(&attributes, sizeof(RawLandlock.landlock_ruleset_attr)));
        if (ruleset < 0)
            return ruleset;
        var rules = (LandlockRule*)child->Plan.Data(op->DataOffset);
        for (var i = 0u; i < op->DataBytes / (uint)sizeof(LandlockRule); i++)
        {
            var added = rules[i].Path == 0 ? Port(child, ruleset, rules + i) : Beneath(child, ruleset, rules + i);
            if (added < 0)
                return added;
        }
        var result = ChildStep.Check(child, Call.landlock_restrict_self, RawLandlock.landlock_restrict_self(ruleset));
        RawFile.close(ruleset);
        return result;
    }

    private static nint Port(ChildContext* child, nint ruleset, LandlockRule* rule)
    {
        RawLandlock.landlock_net_port_attr port;
        port.allowed_access = rule->Access;
        port.port = rule->Port;
        return ChildStep.Check(child, Call.landlock_add_rule,
            RawLandlock.landlock_add_rule(ruleset, RawLandlock.LANDLOCK_RULE_NET_PORT, &port));
    }

    private static nint Beneath(ChildContext* child, nint ruleset, LandlockRule* rule)
    {
        var place = ChildStep.Check(child, Call.openat2, RawFile.openat2(RawFile.AT_FDCWD, child->Plan.Text(rule->Path),
            RawFile.O_PATH | RawFile.O_CLOEXEC, RawFile.RESOLVE_NO_MAGICLINKS));
        if (place < 0)
            return place;
        RawFile.statx_t status;
        var known = ChildStep.Check(child, Call.statx,
            RawFile.statx(place, ChildRoot.Text(""u8), RawFile.AT_EMPTY_PATH, &status));
        if (known < 0)
            return known;
        RawLandlock.landlock_path_beneath_attr beneath;
        beneath.parent_fd = (int)place;
        beneath.allowed_access = (status.stx_mode & RawFile.S_IFMT) == RawFile.S_IFDIR ? rule->Access : rule->Access & OfFiles;
        var added = ChildStep.Check(child, Call.landlock_add_rule,
            RawLandlock.landlock_add_rule(ruleset, RawLandlock.LANDLOCK_RULE_PATH_BENEATH, &beneath));
        RawFile.close(place);
        return added;
    }
}
