using System.Runtime.InteropServices;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>Hooks that the child runs on its way to the payload.</summary>
internal static class HookPlan
{
    public static void Add(PlanWriter writer, ContainerSpec spec, HookKind kind)
    {
        foreach (var hook in spec.Hooks ?? [])
        {
            if (hook.Kind != kind)
                continue;
            var texts = new List<uint>();
            foreach (var argument in hook.Arguments)
                texts.Add(writer.Text(argument));
            foreach (var (name, value) in hook.Environment)
                texts.Add(writer.Text($"{name}={value}"));
            var program = writer.Text(hook.Program);
            var offset = writer.Data(MemoryMarshal.AsBytes<uint>(texts.ToArray()));
            ref var op = ref writer.Add(PlanOpKind.Hook);
            op.Text1 = program;
            op.Number = (uint)hook.Arguments.Count;
            op.DataOffset = offset;
            op.DataBytes = (uint)texts.Count * sizeof(uint);
        }
    }
}
