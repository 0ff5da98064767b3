using System.Runtime.InteropServices;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>Hooks that the child, or the launcher while the child waits, runs on the way to the payload.</summary>
internal static class HookPlan
{
    public static void Add(PlanWriter writer, ContainerSpec spec, HookKind kind)
    {
        foreach (var hook in spec.Hooks ?? [])
        {
            if (hook.Kind == kind)
                Add(writer, hook, kind is HookKind.HostCreated or HookKind.HostSetUp ? PlanOpKind.HostHook : PlanOpKind.Hook);
        }
    }

    private static void Add(PlanWriter writer, HookSpec hook, PlanOpKind kind)
    {
        var texts = new List<uint>();
        foreach (var argument in hook.Arguments)
            texts.Add(writer.Text(argument));
        foreach (var (name, value) in hook.Environment)
            texts.Add(writer.Text($"{name}={value}"));
        var program = writer.Text(hook.Program);
        var offset = writer.Data(MemoryMarshal.AsBytes<uint>(texts.ToArray()));
        var input = (hook.Input ?? "").Split(HookSpec.PidMark, 2);
        var (before, after) = (writer.Text(input[0]), input.Length > 1 ? writer.Text(input[1]) : 0);
        ref var op = ref writer.Add(kind);
        op.Text1 = program;
        op.Text2 = before;
        op.Number = (uint)hook.Arguments.Count;
        op.DataOffset = offset;
        op.DataBytes = (uint)texts.Count * sizeof(uint);
        op.Arg1 = (ulong)(hook.Timeout?.TotalMilliseconds ?? 0);
        op.Arg2 = after;
    }
}
