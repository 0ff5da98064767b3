using System.Runtime.InteropServices;
using Orchestrator.Isolation.Lsm.Landlock;
using Orchestrator.Isolation.Spec;
using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>The op that restricts the payload by Landlock.</summary>
internal static class LandlockPlan
{
    public static void Add(PlanWriter writer, LandlockSpec? spec)
    {
        if (spec is null)
            return;
        var rules = new List<LandlockRule>();
        foreach (var path in spec.Paths ?? [])
            rules.Add(new LandlockRule { Access = LandlockRights.OfFiles(path.Access)!.Value, Path = writer.Text(path.Path), Port = LandlockRule.NoPort });
        foreach (var port in spec.Bind ?? [])
            rules.Add(new LandlockRule { Access = LandlockRights.BindTcp, Port = (uint)port });
        foreach (var port in spec.Connect ?? [])
            rules.Add(new LandlockRule { Access = LandlockRights.ConnectTcp, Port = (uint)port });
        var handled = LandlockRights.Handled(spec);
        var data = writer.Data(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rules)));
        ref var op = ref writer.Add(PlanOpKind.Landlock);
        op.Arg1 = handled.Files;
        op.Arg2 = handled.Network;
        op.Arg3 = handled.Scopes;
        op.DataOffset = data;
        op.DataBytes = (uint)(rules.Count * Marshal.SizeOf<LandlockRule>());
    }
}
