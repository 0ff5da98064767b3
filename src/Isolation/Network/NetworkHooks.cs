using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Network;

/// <summary>Runs the host's scripts of interfaces; each is told which devices it is about, as LXC tells them.</summary>
internal static class NetworkHooks
{
    /// <returns>Null, or which failed and what it said.</returns>
    public static async Task<string?> RunAsync(
        NodeContext node, ContainerSpec spec, IReadOnlyList<AttachedInterface> interfaces, HookKind kind, CancellationToken cancel)
    {
        if (spec.Hooks?.Any(hook => hook.Kind == kind) != true)
            return null;
        string? first = null;
        foreach (var (index, network) in (spec.Networks ?? []).Index())
        {
            var made = interfaces.FirstOrDefault(one => one.Wanted.Index == index);
            var environment = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LXC_NET_TYPE"] = Checks.NetworkCheck.Word(network.Type),
                ["LXC_NET_PARENT"] = made?.Wanted.Link ?? network.Link ?? "",
                ["LXC_NET_PEER"] = made?.HostName ?? "",
            };
            var problem = await HostHooks.RunAsync(
                spec, kind, 0, node.Options.LaunchTimeout, node.Time, cancel, environment, index).ConfigureAwait(false);
            first ??= problem;
            if (problem is not null && kind == HookKind.NetworkUp)
                break;
        }
        return first;
    }
}
