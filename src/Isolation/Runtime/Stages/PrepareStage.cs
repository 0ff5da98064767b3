using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Storage.Roots;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Judges a spec and fixes what must not change any more: id range, the image's digest, addresses and ports.</summary>
internal sealed class PrepareStage(NodeContext node)
{
    private readonly SpecCheck _check = new(node.Cgroups.Controllers, node.Capacity, node.Limits, node.Seccomp);

    /// <param name="make">Also make the storage, unless a copy brings its own.</param>
    /// <param name="image">The image of what is copied, whatever its name points at by now.</param>
    public PrepareOutcome Run(Guid id, string name, ContainerSpec spec, bool make, string? image, CancellationToken cancel)
    {
        var outcome = Volumes(id, spec, Connect(id, name, spec, Hold(id, spec, Judge(id, name, spec, image))));
        if (!make || spec.Storage is not { } storage || outcome.Prepared is not { } prepared)
            return outcome;
        try
        {
            var problem = node.Roots.Make(id, storage, RootIds.Of(spec, prepared, node.Rootless), () => Source(spec, prepared), cancel);
            return problem is null ? outcome : Refuse(id, problem);
        }
        catch (SystemCallException failure)
        {
            return Refuse(id, $"The storage could not be made: {failure.Message}"
                + (failure.Number == Errno.ENOSPC ? " Make room, or give it a larger size with --storage-size." : ""));
        }
    }

    private PrepareOutcome Hold(Guid id, ContainerSpec spec, PrepareOutcome outcome)
    {
        if (outcome.Prepared?.ImageDigest is not { } digest)
            return outcome;
        node.Images.Use(id, digest);
        // Somebody may have cleaned up between the look and the hold.
        return node.Images.LayerPaths(digest) is not null
            ? outcome
            : Refuse(id, $"The image {spec.Image} was removed at this moment. Pull or make it again: orch image pull {spec.Image}");
    }

    private PrepareOutcome Connect(Guid id, string name, ContainerSpec spec, PrepareOutcome outcome)
    {
        if (outcome.Prepared is not { } prepared)
            return outcome;
        return node.Networks.Prepare(id, name, spec, prepared, out var problem) is { } whole
            ? outcome with { Prepared = whole }
            : Refuse(id, problem!);
    }

    private PrepareOutcome Volumes(Guid id, ContainerSpec spec, PrepareOutcome outcome)
    {
        if (outcome.Prepared is null)
            return outcome;
        try
        {
            return outcome with { NewVolumes = node.Volumes.Hold(id, spec) };
        }
        catch (SystemCallException failure)
        {
            return Refuse(id, $"A volume could not be made: {failure.Message}");
        }
    }

    private PrepareOutcome Refuse(Guid id, string problem)
    {
        node.Volumes.Abandon(id);
        node.Networks.Forget(id);
        node.Images.Release(id);
        node.IdRanges.Free(id);
        node.Lsm.Free(id);
        return new PrepareOutcome(null, problem);
    }

    private string? CheckStorage(ContainerSpec spec, StorageSpec storage) => spec switch
    {
        { Root.Upper: not null } => "What it writes goes to a directory of yours; a storage beside that has no use. Leave one of the two out.",
        { Root.Direct: true } => "Its root is used directly; a storage beside that has no use. Leave one of the two out.",
        { Root.Image: true } when storage.Kind != StorageKind.Overlay => "A file as the root is not copied into a storage of another kind. Leave the kind out.",
        _ => node.Roots.Problem(storage),
    };

    /// <summary>All layers below the container's own, as one tree.</summary>
    private DirectoryHandle Source(ContainerSpec spec, PreparedContainer prepared)
    {
        IReadOnlyList<string> layers = prepared.ImageDigest is { } digest ? node.Images.LayerPaths(digest)! : [spec.RootfsPath!];
        return DetachedMount.TryMerge([.. layers, .. spec.Root?.Lower ?? []], node.Rootless is not null, out var errno, out var call)
            ?? throw new SystemCallException(call, errno, $"Reading the image {spec.Image ?? spec.RootfsPath}");
    }

    private PrepareOutcome Judge(Guid id, string name, ContainerSpec spec, string? known)
    {
        if ((NoCgroupCheck.Check(spec, node.Cgroups.Missing) ?? _check.Check(name, spec) ?? RootlessCheck.Check(spec, node.Rootless)) is { } problem)
            return new PrepareOutcome(null, problem);
        if (node.Disk.Problem() is { } full)
            return new PrepareOutcome(null, full) { ForNow = true };
        var digest = known;
        if (digest is null && spec.Image is { } imageName)
        {
            var image = node.Images.Resolve(imageName);
            if (image.Image is null)
                return new PrepareOutcome(null, image.Problem);
            digest = image.Image.Digest;
        }
        if (!spec.Namespaces.IsJoined("mnt") && CheckUser(spec, digest) is { } badUser)
            return new PrepareOutcome(null, badUser);
        if (node.Network.Check(spec) is { } unconnected)
            return new PrepareOutcome(null, unconnected);
        if (node.Cgroups.Check(spec.Resources, spec.CgroupFiles ?? [], spec.Devices ?? []) is { } lacking)
            return new PrepareOutcome(null, lacking);
        if (spec.Storage is { } storage && CheckStorage(spec, storage) is { } badStorage)
            return new PrepareOutcome(null, badStorage);
        if (node.Lsm.Prepare(id, spec, out var level) is { } unconfined)
            return new PrepareOutcome(null, unconfined);
        if (spec.Namespaces.User == UserNamespaceMode.Host || spec.IdMaps is not null)
            return new PrepareOutcome(new PreparedContainer(0, 0, digest) { SelinuxLevel = level }, null);
        if (node.Rootless is { } rootless)
            return new PrepareOutcome(new PreparedContainer(0, rootless.Count, digest) { SelinuxLevel = level }, null);
        if (spec.Namespaces.Join?.GetValueOrDefault("user") is { } users)
        {
            return NamespaceSource.Container(users) is { } owner && node.IdRanges.Of(owner) is { } shared
                ? new PrepareOutcome(new PreparedContainer(shared, IdRangeAllocator.Length, digest) { SelinuxLevel = level }, null)
                : new PrepareOutcome(null, $"The ids of the shared user namespace ({users}) are not known. Give them as id maps.");
        }
        return node.IdRanges.Take(id) is { } first
            ? new PrepareOutcome(new PreparedContainer(first, IdRangeAllocator.Length, digest) { SelinuxLevel = level }, null)
            : new PrepareOutcome(null, "All id ranges of this node are taken. Remove containers that are not needed any more.");
    }

    private string? CheckUser(ContainerSpec spec, string? digest)
    {
        var layers = digest is null ? [spec.RootfsPath!] : node.Images.LayerPaths(digest)!;
        using var opened = new HandleSet();
        try
        {
            string? badImage = null;
            IReadOnlyList<DirectoryHandle?> directories = digest is null && spec.Root?.Image == true
                ? [ImageFile.TryMount(layers[0], readOnly: true, out badImage)]
                : [.. layers.Select(DirectoryHandle.Open)];
            foreach (var directory in directories.OfType<DirectoryHandle>())
                opened.Keep(directory);
            // One that is written to at this moment is looked at when the container starts.
            if (directories.Contains(null))
                return badImage;
            var user = UserResolver.Resolve(
                spec.User, spec.Groups, new AccountFiles([.. directories.OfType<DirectoryHandle>()]), node.IdsInside(spec), out var problem);
            return problem ?? (node.Rootless is null ? null : RootlessCheck.CheckOutputs(spec, user!.Uid));
        }
        catch (SystemCallException failure)
        {
            return $"The root file system {layers[0]} cannot be read: {failure.Message}";
        }
    }
}
