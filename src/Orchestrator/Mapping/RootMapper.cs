using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>What was asked of the root beside which one it is; it goes before what a configuration says.</summary>
internal static class RootMapper
{
    /// <exception cref="BadRequestException">A value is not possible.</exception>
    public static ContainerSpec Apply(ContainerSpec spec, ContainerRequest request)
    {
        var root = spec.Root;
        if (spec.Root?.Image is null && spec.RootfsPath is { } path && File.Exists(path))
            root = (root ?? new RootSpec()) with { Image = true };
        if (request.Root is { } asked)
        {
            root = (root ?? new RootSpec()) with
            {
                Enter = asked.Enter switch
                {
                    null or "pivot" => null,
                    "chroot" => RootEntry.Chroot,
                    _ => throw new BadRequestException($"'root.enter' must be pivot or chroot, not '{asked.Enter}'"),
                },
                Direct = asked.Direct ? true : root?.Direct,
                Lower = asked.Lower.Count > 0 ? asked.Lower : root?.Lower,
                Upper = asked.Upper ?? root?.Upper,
            };
        }
        return ReferenceEquals(root, spec.Root) ? spec : spec with { Root = root };
    }
}
