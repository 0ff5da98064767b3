using System.Globalization;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Hotplug;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Puts devices, interfaces and mounts into a container that runs, and takes them out.</summary>
internal sealed class HotplugStage(NodeContext node, UpdateStage update)
{
    public HotplugOutcome Run(Guid id, int attempt, HotplugSpec what)
    {
        if (HotplugCheck.Check(what) is { } wrong)
            return new HotplugOutcome(wrong);
        if (node.Find(id) is not { Exit: null, Init: { } init } live || live.Attempt != attempt)
            return new HotplugOutcome("It has ended.");
        // The folder stays that of this process: when it has ended, what is opened below is not there.
        using var process = DirectoryHandle.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{init.Pid}"), out _);
        if (process is null || ProcessStat.TryRead(init.Pid) is not { } stat || stat.StartTicks != init.StartTicks)
            return new HotplugOutcome("It has ended.");
        var place = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{process.Number}");
        try
        {
            return what.Kind switch
            {
                HotplugKind.AttachInterface or HotplugKind.DetachInterface => new HotplugOutcome(Interface(place, what)),
                HotplugKind.AddDevice or HotplugKind.RemoveDevice => Device(place, live, what),
                _ => new HotplugOutcome(InjectedMount.Run(place, RootIds.Of(live.Spec, live.Prepared, node.Rootless), what)),
            };
        }
        catch (SystemCallException failure)
        {
            return new HotplugOutcome(failure.Message);
        }
    }

    private string? Interface(string place, HotplugSpec what)
    {
        using var inside = NamespaceHandle.TryOpen(place + "/ns/net", out var errno) ?? throw new SystemCallException("open", errno, "Opening its network namespace");
        return what.Kind == HotplugKind.AttachInterface
            ? node.Network.Plug(inside, what.Source!, what.Target)
            : node.Network.Unplug(inside, what.Source!, what.Target);
    }

    private HotplugOutcome Device(string place, LiveAttempt live, HotplugSpec what)
    {
        var own = live.Spec.Namespaces.User != UserNamespaceMode.Host || node.Rootless is not null;
        var ids = RootIds.Of(live.Spec, live.Prepared, node.Rootless);
        using var container = new InsideTree(place, ids);
        var add = what.Kind == HotplugKind.AddDevice;
        if (!add && container.DeviceAt(what.Target) is null && what.Source is null)
            return new HotplugOutcome($"There is no device {what.Target} in it.");
        var device = add ? DeviceNumber.Of(what.Source!) : container.DeviceAt(what.Target) ?? DeviceNumber.Of(what.Source!);
        if (device is not { Kind: 'b' or 'c' } number)
            return new HotplugOutcome($"{what.Source ?? what.Target} is no device node.");
        var rule = new DeviceRuleSpec(add, number.Kind, number.Major, number.Minor, "rwm");
        // Nothing is there for a moment that may not be used, nor may be used when it is gone.
        if (add && update.Run(live.Id, new ResourceLimits { Devices = [rule] }) is { } refused)
            return new HotplugOutcome(refused);
        var problem = !add ? InjectedDevice.Remove(container, what.Target)
            : own || container.Within(() => MountSettings.RefusesDevices(InjectedPath.Split(what.Target).Folder))
                ? InjectedDevice.Bind(container, NodeFor(live, what, number, ids), what.Target)
                : InjectedDevice.Make(container, what.Target, number);
        if (add == problem is null)
            return new HotplugOutcome(problem, problem is null ? rule : null);
        // Nothing is left that may be used.
        var denied = rule with { Allow = false };
        return new HotplugOutcome(problem ?? update.Run(live.Id, new ResourceLimits { Devices = [denied] }), denied);
    }

    /// <summary>A node with the container's own owners, since those of the host are nobody in it.</summary>
    private string NodeFor(LiveAttempt live, HotplugSpec what, DeviceNumber device, RootIds ids)
    {
        var spec = new DeviceNodeSpec(what.Target, device.Kind, device.Major, device.Minor, (int)device.Mode, device.Uid, device.Gid, "rwm");
        return node.Storage.MakeNode(
            live.Id, (live.Spec.Devices?.Count ?? 0) + device.Minor, spec,
            IdMaps.Outside(live.Spec, live.Prepared, node.Rootless, device.Uid, group: false) ?? ids.Uid,
            IdMaps.Outside(live.Spec, live.Prepared, node.Rootless, device.Gid, group: true) ?? ids.Gid);
    }
}
