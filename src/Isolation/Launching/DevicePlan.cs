using Orchestrator.LaunchPlan;

namespace Orchestrator.Isolation.Launching;

/// <summary>
/// The devices that a container gets besides the usual ones, each its node bound to its place: in a user namespace no
/// node can be made (user_namespaces(7)).
/// </summary>
internal static class DevicePlan
{
    public static void Add(PlanWriter writer, SlotTable slots, ResolvedLaunch launch)
    {
        foreach (var (index, handle) in launch.DeviceNodes.Index())
        {
            var slot = slots.Add(handle);
            var target = writer.Text(launch.Spec.Devices![index].Path);
            ref var op = ref writer.Add(PlanOpKind.BindSlot);
            op.Slot = slot;
            op.Text1 = target;
            op.Arg1 = MountAttributes.NoSuid | MountAttributes.NoExec;
        }
    }
}
