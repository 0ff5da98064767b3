namespace Orchestrator.LaunchPlan;

/// <summary>
/// Checks a plan once, in the launcher and before clone, so that the child can follow every offset blindly. Neither
/// allocates nor throws: the bytes may come from anyone who reached the socket.
/// </summary>
public static unsafe class PlanValidator
{
    private const ulong CloneNewUts = 0x0400_0000, CloneNewIpc = 0x0800_0000, CloneNewUser = 0x1000_0000;
    private const ulong CloneNewPid = 0x2000_0000, CloneNewNet = 0x4000_0000, CloneNewNs = 0x0002_0000;
    private const ulong CloneNewCgroup = 0x0200_0000, CloneNewTime = 0x80;

    /// <summary>Namespaces that clone3 may make; the remaining two have an op.</summary>
    private const ulong CloneMask = CloneNewUts | CloneNewIpc | CloneNewUser | CloneNewPid | CloneNewNet | CloneNewNs;

    /// <summary>The child copies argv and envp of a hook to its stack as pointers.</summary>
    public const uint MostHookBytes = 512 * 4;

    private const ulong UnshareMask = CloneNewCgroup | CloneNewTime | CloneNewUts | CloneNewIpc | CloneNewNet;

    /// <param name="plan">8-byte aligned.</param>
    /// <param name="length">Bytes received.</param>
    /// <param name="descriptors">Descriptors received.</param>
    public static PlanProblem Check(byte* plan, nuint length, uint descriptors)
    {
        if (length < (nuint)sizeof(PlanHeader))
            return PlanProblem.TooShort;
        var header = (PlanHeader*)plan;
        if (header->Magic != PlanFormat.Magic)
            return PlanProblem.WrongMagic;
        if (header->Version != PlanFormat.Version || header->HeaderBytes != sizeof(PlanHeader))
            return PlanProblem.WrongVersion;
        if (!GeometryHolds(header, length))
            return PlanProblem.WrongGeometry;
        // With the first and the last byte NUL, every offset inside the table starts a terminated text.
        if (plan[header->TextOffset] != 0 || plan[header->TextOffset + header->TextBytes - 1] != 0)
            return PlanProblem.TextTableNotTerminated;
        if (header->SlotCount > PlanFormat.MaxSlots || header->SlotCount != descriptors)
            return PlanProblem.TooManySlots;
        if ((header->Flags & ~(PlanFlags.Init | PlanFlags.Join | PlanFlags.Rootless | PlanFlags.KeepGroups | PlanFlags.SharedPid)) != 0)
            return PlanProblem.UnknownFlag;
        var problem = CheckHeader(plan, header);
        return problem == PlanProblem.None ? CheckOps(plan, header) : problem;
    }

    private static bool GeometryHolds(PlanHeader* header, nuint length)
    {
        if (header->TotalBytes != length || length > PlanFormat.MaxBytes)
            return false;
        if (header->OpCount == 0 || header->OpCount > PlanFormat.MaxOps || header->TextBytes == 0)
            return false;
        // 64-bit sums: 32-bit offsets near 2^32 must not wrap around.
        ulong text = (ulong)sizeof(PlanHeader) + ((ulong)header->OpCount * (ulong)sizeof(PlanOp));
        ulong data = (text + header->TextBytes + 7) & ~7UL;
        return header->TextOffset == text && header->DataOffset == data && data + header->DataBytes == length;
    }

    private static PlanProblem CheckHeader(byte* plan, PlanHeader* header)
    {
        var join = (header->Flags & PlanFlags.Join) != 0;
        if ((header->Namespaces & ~CloneMask) != 0)
            return PlanProblem.WrongNamespaces;
        if (join ? header->Namespaces != 0 : header->JoinNamespaces != 0)
            return PlanProblem.WrongNamespaces;
        if ((header->JoinNamespaces & ~(CloneMask | CloneNewCgroup | CloneNewTime)) != 0)
            return PlanProblem.WrongNamespaces;
        // A private mount tree is what the rest of the plan is written for, unless it has none of the root's ops.
        var sharedPid = (header->Flags & PlanFlags.SharedPid) != 0;
        if (!join && (((header->Namespaces & CloneNewPid) == 0) != sharedPid || ((header->Namespaces & CloneNewNs) == 0 && !EntersRoot(plan, header))))
            return PlanProblem.WrongNamespaces;
        if (join && (header->Flags & PlanFlags.Init) != 0)
            return PlanProblem.UnknownFlag;
        // A user namespace without maps would run everything as the overflow id.
        if ((header->Namespaces & CloneNewUser) != 0 != (header->UidMap != 0 && header->GidMap != 0))
            return PlanProblem.WrongNamespaces;
        if (!Text(header, header->UidMap) || !Text(header, header->GidMap) || !Text(header, header->TimeOffsets))
            return PlanProblem.TextOutOfRange;
        if (header->CgroupSlot < -1 || header->CgroupSlot >= (int)header->SlotCount)
            return PlanProblem.SlotOutOfRange;
        if (header->OomScoreAdj is < -1000 or > 1000 || header->ArgvCount == 0)
            return PlanProblem.WrongOperand;
        return Texts(plan, header, header->ArgvOffset, header->ArgvCount)
            && Texts(plan, header, header->EnvOffset, header->EnvCount)
            ? PlanProblem.None
            : PlanProblem.TextOutOfRange;
    }

    private static PlanProblem CheckOps(byte* plan, PlanHeader* header)
    {
        var ops = (PlanOp*)(plan + sizeof(PlanHeader));
        var phase = 1;
        var (layers, terminals) = (0, 0);
        for (var i = 0u; i < header->OpCount; i++)
        {
            var op = ops + i;
            if (!Known(op->Kind))
                return PlanProblem.UnknownOp;
            var opPhase = (ushort)op->Kind >> 8;
            if (opPhase < phase)
                return PlanProblem.OpsOutOfOrder;
            phase = opPhase;
            if (!Text(header, op->Text1) || !Text(header, op->Text2))
                return PlanProblem.TextOutOfRange;
            if (!Data(header, op->DataOffset, op->DataBytes))
                return PlanProblem.DataOutOfRange;
            if (op->Slot < -1 || op->Slot >= (int)header->SlotCount)
                return PlanProblem.SlotOutOfRange;
            if (op->Kind == PlanOpKind.Layer)
                layers++;
            if (op->Kind == PlanOpKind.Terminal)
                terminals++;
            if (!OperandHolds(plan, header, op, layers, terminals))
                return PlanProblem.WrongOperand;
        }
        return phase == 4 ? PlanProblem.None : PlanProblem.NoProgram;
    }

    /// <summary>Whether the mount namespace is that of others, and nothing is to be changed in it.</summary>
    private static bool EntersRoot(byte* plan, PlanHeader* header)
    {
        var ops = (PlanOp*)(plan + sizeof(PlanHeader));
        var enters = false;
        for (var i = 0u; i < header->OpCount; i++)
        {
            enters |= ops[i].Kind == PlanOpKind.EnterNamespace && ops[i].Arg1 == CloneNewNs;
            if (ops[i].Kind is PlanOpKind.Layer or PlanOpKind.OverlayRoot or PlanOpKind.IdmapSlot or PlanOpKind.Sysctl
                or PlanOpKind.WritablePath or PlanOpKind.BindInside or PlanOpKind.Terminal or PlanOpKind.Chroot or (>= PlanOpKind.AttachRoot and <= PlanOpKind.PivotRoot))
                return false;
        }
        return enters;
    }

    private static bool Known(PlanOpKind kind) =>
        kind is >= PlanOpKind.Layer and <= PlanOpKind.EnterNamespace
            or >= PlanOpKind.JoinCgroup and <= PlanOpKind.Unshare
            or >= PlanOpKind.JoinNamespaces and <= PlanOpKind.Terminal or PlanOpKind.Chroot
            or >= PlanOpKind.OwnAttribute and <= PlanOpKind.Landlock
            or PlanOpKind.Exec;

    private static bool OperandHolds(byte* plan, PlanHeader* header, PlanOp* op, int layers, int terminals)
    {
        var join = (header->Flags & PlanFlags.Join) != 0;
        switch (op->Kind)
        {
            case PlanOpKind.Layer:
                return !join && (op->Text1 != 0) != (op->Slot >= 0) && layers <= 500 // overlayfs: OVL_MAX_STACK
                    && (op->DataBytes == 0 || (op->DataBytes == 8 && Texts(plan, header, op->DataOffset, 2)));
            case PlanOpKind.OverlayRoot:
                return !join && layers > 0 && Text(header, op->Number) && op->Arg3 < header->TextBytes
                    && (op->DataBytes == 0 || (op->DataBytes == 8 && Texts(plan, header, op->DataOffset, 2)));
            case PlanOpKind.IdmapSlot:
                return !join && op->Slot >= 0 && op->Text1 != 0 && op->Text2 != 0;
            case PlanOpKind.ProcFile:
                return op->Text1 != 0 && PlainName(plan + header->TextOffset + op->Text1);
            case PlanOpKind.EnterNamespace:
                return op->Slot >= 0 && op->Arg1 is CloneNewNet or CloneNewIpc or CloneNewUts or CloneNewCgroup
                    or CloneNewPid or CloneNewNs or CloneNewUser or CloneNewTime;
            case PlanOpKind.BindInside:
                return op->Text1 != 0 && op->Text2 != 0;
            case PlanOpKind.Hook:
            case PlanOpKind.HostHook:
                return op->Text1 != 0 && op->Arg1 <= 3_600_000 && op->Arg2 < header->TextBytes && op->Number > 0 && op->Number <= op->DataBytes / 4 && op->DataBytes % 4 == 0
                    && op->DataBytes <= MostHookBytes && Texts(plan, header, op->DataOffset, op->DataBytes / 4);
            case PlanOpKind.JoinCgroup:
            case PlanOpKind.BindSlot:
                return op->Slot >= 0;
            case PlanOpKind.Unshare:
                return op->Arg1 != 0 && (op->Arg1 & ~UnshareMask) == 0;
            case PlanOpKind.JoinNamespaces:
                return join;
            case PlanOpKind.MountFilesystem:
                return op->Text1 != 0 && op->Text2 != 0 && PairsHold(plan, header, op);
            case PlanOpKind.Stdio:
                return op->Number <= 2 && (op->Arg1 == 0 || (op->Arg1 == 1 && op->Slot < 0 && terminals > 0));
            case PlanOpKind.Terminal:
                return !join && op->Slot >= 0 && op->Number < PlanFormat.MostTerminals && op->Arg1 < uint.MaxValue;
            case PlanOpKind.Credentials:
                // setgroups(2) takes at most NGROUPS_MAX = 65536; the overflow id is not one of ours.
                return op->DataBytes % 4 == 0 && op->DataBytes <= 65536 * 4
                    && op->Number != uint.MaxValue && op->Arg1 < uint.MaxValue;
            case PlanOpKind.Seccomp:
                // BPF_MAXINSNS is 4096; a struct sock_filter has 8 bytes.
                return op->DataBytes is > 0 and <= 4096 * 8 && op->DataBytes % 8 == 0 && op->DataOffset % 8 == 0;
            case PlanOpKind.Exec:
                return op->Text1 != 0;
            case PlanOpKind.OwnAttribute:
                return op->Text2 != 0 && AttributeName(plan + header->TextOffset + op->Text1);
            case PlanOpKind.OpenAttribute:
                return AttributeName(plan + header->TextOffset + op->Text1);
            case PlanOpKind.WriteAttribute:
                return op->Text1 != 0;
            case PlanOpKind.Landlock:
                return RulesHold(plan, header, op);
            default:
                return true;
        }
    }

    /// <summary>Options are an even number of terminated texts, so that the child can walk them without a bound.</summary>
    private static bool PairsHold(byte* plan, PlanHeader* header, PlanOp* op)
    {
        if (op->DataBytes == 0)
            return true;
        var bytes = plan + header->DataOffset + op->DataOffset;
        if (bytes[op->DataBytes - 1] != 0)
            return false;
        var terminators = 0;
        for (var i = 0u; i < op->DataBytes; i++)
        {
            if (bytes[i] == 0)
                terminators++;
        }
        return terminators % 2 == 0;
    }

    /// <summary>A file directly in /proc/PID: no slash, and not one of the two that lead elsewhere.</summary>
    private static bool PlainName(byte* name)
    {
        for (var i = 0; name[i] != 0; i++)
        {
            if (name[i] is not ((byte)'_' or (>= (byte)'a' and <= (byte)'z')))
                return false;
        }
        return true;
    }

    /// <summary>A file below /proc/thread-self/attr: small letters and single slashes only.</summary>
    private static bool AttributeName(byte* name)
    {
        var prefix = "attr/"u8;
        for (var i = 0; i < prefix.Length; i++)
        {
            if (name[i] != prefix[i])
                return false;
        }
        var last = (byte)'/';
        for (var i = prefix.Length; name[i] != 0; i++)
        {
            if (name[i] is not ((byte)'/' or (>= (byte)'a' and <= (byte)'z')) || (name[i] == '/' && last == '/'))
                return false;
            last = name[i];
        }
        return last != '/';
    }

    private static bool RulesHold(byte* plan, PlanHeader* header, PlanOp* op)
    {
        if (op->DataBytes % (uint)sizeof(LandlockRule) != 0 || op->DataOffset % 8 != 0 || (op->Arg1 | op->Arg2 | op->Arg3) == 0)
            return false;
        var rules = (LandlockRule*)(plan + header->DataOffset + op->DataOffset);
        for (var i = 0u; i < op->DataBytes / (uint)sizeof(LandlockRule); i++)
        {
            // A rule of the network has no path.
            if (!Text(header, rules[i].Path) || (rules[i].Path == 0) == (rules[i].Port > ushort.MaxValue))
                return false;
        }
        return true;
    }

    private static bool Text(PlanHeader* header, uint offset) => offset < header->TextBytes;

    private static bool Data(PlanHeader* header, uint offset, uint bytes) =>
        (ulong)offset + bytes <= header->DataBytes;

    private static bool Texts(byte* plan, PlanHeader* header, uint offset, uint count)
    {
        if (offset % 4 != 0 || (ulong)offset + ((ulong)count * 4) > header->DataBytes)
            return false;
        var offsets = (uint*)(plan + header->DataOffset + offset);
        for (var i = 0u; i < count; i++)
        {
            if (!Text(header, offsets[i]))
                return false;
        }
        return true;
    }
}
