using Orchestrator.Kernel.Raw;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// Namespaces of others that a child is born in. The launcher enters them around clone, since the child itself, in a
/// user namespace of its own, has no power over them (setns(2)).
/// </summary>
internal sealed unsafe class SharedNamespaces(uint highFd)
{
    private static readonly ulong[] Kinds =
        [RawProcess.CLONE_NEWNET, RawProcess.CLONE_NEWIPC, RawProcess.CLONE_NEWUTS, RawProcess.CLONE_NEWCGROUP];

    private readonly nint[] _own = [-1, -1, -1, -1];
    private ulong _entered;

    /// <summary>0 or minus errno; <see cref="Leave"/> has to follow in any case.</summary>
    public nint Enter(PlanView plan, int* slots)
    {
        for (var i = 0u; i < plan.Header->OpCount; i++)
        {
            var op = plan.Ops + i;
            if (op->Kind > PlanOpKind.EnterNamespace)
                return 0;
            if (op->Kind != PlanOpKind.EnterNamespace)
                continue;
            var own = Own(Array.IndexOf(Kinds, op->Arg1));
            if (own < 0)
                return own;
            var result = RawProcess.setns(slots[op->Slot], op->Arg1);
            if (result < 0)
                return result;
            _entered |= op->Arg1;
        }
        return 0;
    }

    public void Leave()
    {
        for (var i = 0; _entered != 0 && i < Kinds.Length; i++)
        {
            if ((_entered & Kinds[i]) != 0)
                Must.Succeed("setns back", RawProcess.setns(_own[i], Kinds[i]));
        }
        _entered = 0;
    }

    private nint Own(int kind)
    {
        if (_own[kind] >= 0)
            return _own[kind];
        var file = kind switch { 0 => "ns/net"u8, 1 => "ns/ipc"u8, 2 => "ns/uts"u8, _ => "ns/cgroup"u8 };
        var opened = Maps.Open((int)RawProcess.getpid(), file, RawFile.O_RDONLY);
        return opened < 0 ? opened : _own[kind] = Launching.Raise((int)opened, highFd);
    }
}
