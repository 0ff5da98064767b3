using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Carries out what is ordered of a container's storage, one order after the other for each container.</summary>
internal sealed class StoreStage(NodeContext node)
{
    private readonly RootCopies _copies = new(node.Roots);

    public async Task<StoreOutcome> RunAsync(StoreOrder order, CancellationToken cancel)
    {
        try
        {
            var outcome = Run(order with { InitPid = order.Live ? node.InitOf(order.Id)?.Pid : null }, cancel);
            return outcome.Problem is null && order is { Kind: StoreKind.Copy, Target: { } target }
                ? await HookAsync(order, target, outcome, cancel).ConfigureAwait(false)
                : outcome;
        }
        catch (Exception failure) when (failure is SystemCallException or InvalidDataException)
        {
            var full = failure is SystemCallException { Number: Errno.ENOSPC or Errno.EDQUOT } ? " Make room on the disk of the engine's root folder." : "";
            return new StoreOutcome($"{failure.Message}{full}", 0, null);
        }
    }

    private StoreOutcome Run(StoreOrder order, CancellationToken cancel)
    {
        var ids = RootIds.Of(order.Spec, order.Prepared, node.Rootless);
        return order.Kind switch
        {
            StoreKind.Snapshot => _copies.Snapshot(order, ids, cancel),
            StoreKind.Restore => _copies.Restore(order, ids, cancel),
            StoreKind.RemoveSnapshot => _copies.RemoveSnapshot(order),
            _ => _copies.Copy(order, ids, RootIds.Of(order.Target!.Spec, order.Target.Prepared, node.Rootless), cancel),
        };
    }

    private async Task<StoreOutcome> HookAsync(StoreOrder order, CopyTarget target, StoreOutcome outcome, CancellationToken cancel)
    {
        if (order.Spec.Hooks?.Any(hook => hook.Kind == HookKind.HostClone) != true)
            return outcome;
        var environment = new Dictionary<string, string>
        {
            ["LXC_SRC_NAME"] = target.SourceName,
            ["LXC_NAME"] = target.Name,
            ["LXC_ROOTFS_PATH"] = node.Roots.FilesPath(target.Id),
            ["LXC_ROOTFS_MOUNT"] = node.Roots.FilesPath(target.Id),
        };
        var failed = await HostHooks.RunAsync(
            order.Spec with { Hooks = [.. order.Spec.Hooks.Select(hook => WithArguments(hook, target.HookArguments))] },
            HookKind.HostClone, 0, node.Options.LaunchTimeout, node.Time, cancel, environment).ConfigureAwait(false);
        if (failed is null)
            return outcome;
        node.Roots.Abandon(target.Id);
        return new StoreOutcome(failed, 0, null);
    }

    /// <summary>LXC hands them to the hook behind its own arguments.</summary>
    private static HookSpec WithArguments(HookSpec hook, IReadOnlyList<string> arguments) => hook.Kind != HookKind.HostClone || arguments.Count == 0
        ? hook
        : hook with { Arguments = [hook.Arguments[0], hook.Arguments[1], hook.Arguments[2] + " \"$@\"", "sh", .. arguments] };
}
