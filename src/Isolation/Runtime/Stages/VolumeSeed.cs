using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// A volume that is mounted for the first time gets what the image has at that place, as Docker does it: else a database would
/// not find the folders that its image made for it.
/// </summary>
internal sealed class VolumeSeed(NodeContext node)
{
    /// <param name="image">Folders of the image's layers, the uppermost first.</param>
    /// <returns>Null, or why it could not be done; the volume is then as it was.</returns>
    public string? Prepare(MountSpec mount, IReadOnlyList<string> image)
    {
        try
        {
            node.Volumes.Prepare(mount.Source!, target => Fill(mount.Target, image, target));
            return null;
        }
        catch (SystemCallException failure)
        {
            return $"The new volume {mount.Source} could not be given what the image has in {mount.Target}: {failure.Message}";
        }
    }

    private void Fill(string path, IReadOnlyList<string> image, DirectoryHandle target)
    {
        // Only overlay knows which of the layers' entries are not there any more.
        using var view = DetachedMount.TryMerge(image, node.Rootless is not null, out var errno, out var call)
            ?? throw new SystemCallException(call, errno, "Mounting the image's layers together");
        // A link of the image leads nowhere outside of it.
        using var found = view.TryOpenInRoot(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, out _);
        if (found is null)
            return;
        using var source = DirectoryHandle.FromDescriptor(found.Release());
        // The files of images have the ids inside, and so have those of volumes.
        TreeCopy.Copy(source, target, IdShift.None, CancellationToken.None);
    }
}
