using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

internal static class HotplugMapper
{
    private static readonly Dictionary<string, HotplugKind> Kinds = new(StringComparer.Ordinal)
    {
        ["add-device"] = HotplugKind.AddDevice,
        ["remove-device"] = HotplugKind.RemoveDevice,
        ["attach-interface"] = HotplugKind.AttachInterface,
        ["detach-interface"] = HotplugKind.DetachInterface,
        ["mount"] = HotplugKind.Mount,
        ["umount"] = HotplugKind.Umount,
    };

    public static HotplugSpec Map(HotplugRequest request)
    {
        if (!Kinds.TryGetValue(request.Action ?? "", out var kind))
            throw new BadRequestException($"'action' must be one of {string.Join(", ", Kinds.Keys)}, not '{request.Action}'");
        if ((request.Target ?? request.Source) is not { Length: > 0 } target)
            throw new BadRequestException("'target' or 'source' is wanted");
        return new HotplugSpec(kind, target, request.Source)
        {
            FileSystem = request.FileSystem,
            Flags = request.Flags,
            Options = request.Options,
        };
    }
}
