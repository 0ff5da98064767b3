using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Daemon.Mapping;

/// <summary>How the root is kept: as asked, else as the node's settings say. The usual layer without a limit takes no room in a spec.</summary>
internal static class StorageMapper
{
    /// <exception cref="BadRequestException">There is no such kind.</exception>
    public static ContainerSpec Apply(ContainerSpec spec, ContainerRequest request, DaemonSettings settings)
    {
        var asked = request.Storage is not null || request.StorageBytes is not null;
        // A root of the user's own is kept where it is: the node's default is not for it.
        if (!asked && (spec.Root is { Direct: true } or { Upper: not null } || spec.Namespaces.IsJoined("mnt")))
            return spec;
        var kind = Kind(request.Storage ?? settings.StorageKind);
        var size = request.StorageBytes ?? settings.StorageSizeBytes;
        // A default size is for the kinds that can keep one.
        if (kind == StorageKind.Directory && request.StorageBytes is null)
            size = null;
        return kind == StorageKind.Overlay && size is null ? spec : spec with { Storage = new StorageSpec(kind, size) };
    }

    public static string Word(StorageKind kind) => kind == StorageKind.Directory ? "dir" : kind.ToString().ToLowerInvariant();

    private static StorageKind Kind(string word) => word switch
    {
        "overlay" => StorageKind.Overlay,
        "dir" => StorageKind.Directory,
        "btrfs" => StorageKind.Btrfs,
        "loop" => StorageKind.Loop,
        _ => throw new BadRequestException($"'storage' must be overlay, dir, btrfs or loop, not '{word}'"),
    };
}
