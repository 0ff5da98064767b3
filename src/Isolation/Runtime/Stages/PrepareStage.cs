using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Identity;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Storage;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Judges a spec and fixes what must not change any more: the id range and the image's digest.</summary>
internal sealed class PrepareStage(NodeContext node)
{
    private readonly SpecCheck _check = new(node.Cgroups.Controllers, node.Capacity, node.Limits, node.Seccomp);

    public PrepareOutcome Run(Guid id, string name, ContainerSpec spec)
    {
        var outcome = Judge(id, name, spec);
        if (outcome.Prepared?.ImageDigest is not { } digest)
            return outcome;
        node.Images.Use(id, digest);
        if (node.Images.LayerPaths(digest) is not null)
            return outcome;
        // Somebody cleaned up between the look and the hold.
        node.Images.Release(id);
        node.IdRanges.Free(id);
        return new PrepareOutcome(null, $"The image {spec.Image} was removed at this moment. Pull or make it again: orch image pull {spec.Image}");
    }

    private PrepareOutcome Judge(Guid id, string name, ContainerSpec spec)
    {
        if ((NoCgroupCheck.Check(spec, node.Cgroups.Missing) ?? _check.Check(name, spec) ?? RootlessCheck.Check(spec, node.Rootless)) is { } problem)
            return new PrepareOutcome(null, problem);
        if (node.Disk.Problem() is { } full)
            return new PrepareOutcome(null, full) { ForNow = true };
        string? digest = null;
        if (spec.Image is { } imageName)
        {
            var image = node.Images.Resolve(imageName);
            if (image.Image is null)
                return new PrepareOutcome(null, image.Problem);
            digest = image.Image.Digest;
        }
        if (!spec.Namespaces.IsJoined("mnt") && CheckUser(spec, digest) is { } badUser)
            return new PrepareOutcome(null, badUser);
        if (node.Cgroups.Check(spec.Resources, spec.CgroupFiles ?? [], spec.Devices ?? []) is { } lacking)
            return new PrepareOutcome(null, lacking);
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
