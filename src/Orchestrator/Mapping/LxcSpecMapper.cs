using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Formats.Lxc;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From an LXC configuration, with what was asked for beside it, to the spec of a container.</summary>
internal static class LxcSpecMapper
{
    /// <exception cref="BadRequestException">Something in it cannot be carried out: every such setting is named.</exception>
    public static (ContainerSpec Spec, IReadOnlyList<string> Notes) Map(
        ContainerRequest request, ContainerSpec asked, IsolationFeatures features)
    {
        var lxc = request.Lxc!;
        var mapped = LxcMapper.Map(
            [.. lxc.Items.Select(item => new LxcItem(item.Key, item.Value, item.File, item.Line))],
            new LxcContext
            {
                Name = request.Name ?? "container",
                Asked = asked,
                HostRoot = lxc.HostRoot,
                Files = lxc.Files,
                CallerEnvironment = lxc.Environment,
                Lsm = features.Lsm,
                CgroupV1 = features.Layout is CgroupLayout.V1 or CgroupLayout.Hybrid,
                CgroupV2 = features.Layout == CgroupLayout.V2,
            });
        if (mapped.Problems.Count > 0)
        {
            throw new BadRequestException(
                $"The configuration has {mapped.Problems.Count} settings that cannot be carried out",
                string.Join('\n', mapped.Problems),
                "Take them out of the file, or clear each for this container with -o KEY=");
        }
        var spec = mapped.Spec with
        {
            Hostname = request.Hostname ?? mapped.Spec.Hostname,
            WorkingDirectory = request.Workdir ?? mapped.Spec.WorkingDirectory,
            User = request.User ?? mapped.Spec.User,
            StopSignal = request.StopSignal ?? mapped.Spec.StopSignal,
            Lxc = lxc.Text,
        };
        return (spec, mapped.Notes);
    }
}
