using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From a host's device node to what the container gets: the number is what counts, and the journal tells it.</summary>
internal static class DeviceMapper
{
    private const uint ReadWriteAll = 0b110_110_110;

    /// <exception cref="BadRequestException">There is no such device.</exception>
    public static IReadOnlyList<DeviceNodeSpec>? Map(IReadOnlyList<DeviceRequest>? devices) =>
        devices is { Count: > 0 } ? [.. devices.SelectMany(Nodes)] : null;

    private static IEnumerable<DeviceNodeSpec> Nodes(DeviceRequest request)
    {
        var target = request.Target ?? request.Source;
        if (!request.Source.StartsWith('/') || !target.StartsWith('/'))
            throw new BadRequestException($"'devices' wants absolute paths, not '{request.Source}' and '{target}'");
        if (!DeviceRuleSpec.IsAccess(request.Access))
            throw new BadRequestException($"the access to {request.Source} must be some of r, w and m, not '{request.Access}'");
        if (!Directory.Exists(request.Source))
        {
            return DeviceNumber.Of(request.Source) is { Kind: 'b' or 'c' } device
                ? [Node(device, target, request.Access)]
                : throw new BadRequestException($"{request.Source} is no device of this host");
        }
        var found = DeviceTree.Below(request.Source)
            ?? throw new BadRequestException($"the directory {request.Source} cannot be read");
        return found.Count > 0
            ? found.Select(one => Node(one.Device, $"{target.TrimEnd('/')}/{one.Path}", request.Access))
            : throw new BadRequestException($"there is no device in the directory {request.Source}; links in it are not followed");
    }

    /// <summary>Root inside owns it: who may use it is said by the access, not by groups of the host.</summary>
    private static DeviceNodeSpec Node(DeviceNumber device, string path, string access) =>
        new(path, device.Kind, device.Major, device.Minor, (int)(device.Mode & ReadWriteAll), 0, 0, access);
}
