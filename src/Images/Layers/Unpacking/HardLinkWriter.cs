using Orchestrator.Images.Layers.Tar;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Makes the hard links of an archive, to files of the same layer or of those below, which are copied up for it.</summary>
/// <param name="below">The clean path of a directory that everything goes below; empty: the root.</param>
internal sealed class HardLinkWriter(LayerTree tree, UnpackLimits limits, Allowance allowance, byte[] below)
{
    /// <summary>
    /// The target is found as a process inside would find it, but for its last part, which is not followed; and nothing is
    /// changed through the new name (CVE-2021-32760).
    /// </summary>
    public void Make(TarEntry entry, int parent, ReadOnlySpan<byte> name, ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> target = entry.LinkName.AsSpan().Trim((byte)'/');
        if (below.Length > 0)
            target = (byte[])[.. below, (byte)'/', .. target];
        if (target.Length > LayerPath.MostBytes)
            throw new LayerException(UnpackProblemKind.Limit, $"the target of a hard link is {target.Length} bytes long");
        var (parentLength, start) = LayerPath.Split(target);
        byte[] targetName = [.. target[start..], 0];
        if (targetName.Length == 1 || targetName.AsSpan().SequenceEqual(".\0"u8) || targetName.AsSpan().SequenceEqual("..\0"u8))
            throw new LayerException(UnpackProblemKind.Malformed, $"the hard link {entry.Shown} leads to no file");
        var directory = tree.Find(target[..parentLength]);
        var found = directory < 0 ? directory : EntryCalls.Look(directory, targetName, out _);
        if (found == -Errno.ENOENT && !tree.Lowers.IsEmpty)
            directory = CopyUp(target, entry);
        else if (found < 0)
            throw NoTarget(entry, found);
        Refusal.Check(EntryCalls.Look(directory, targetName, out var status), "looking at", target);
        if (status.IsDirectory || status.IsWhiteout)
            throw new LayerException(UnpackProblemKind.Malformed, $"the hard link {entry.Shown} leads to {(status.IsDirectory ? "a directory" : "a file that is hidden")}");
        if (EntryCalls.Look(parent, name, out var present) == 0)
        {
            if (present.Inode == status.Inode && present.Device == status.Device)
                return;
            tree.Replace(parent, name, path);
        }
        Refusal.Check(EntryCalls.MakeHardLink(directory, targetName, parent, name), "making the hard link", path);
    }

    private int CopyUp(ReadOnlySpan<byte> target, TarEntry entry)
    {
        var clean = LayerPath.Clean(target, limits.Depth);
        ReadOnlySpan<byte> path = clean.AsSpan(0, clean.Length - 1);
        var (parentLength, start) = LayerPath.Split(path);
        var directory = tree.Directory(path[..parentLength]);
        byte[] place = [.. tree.PathOf(directory), (byte)'/', .. path[start..]];
        if (tree.Lowers.Look(place) is not { } lower)
            throw NoTarget(entry, -Errno.ENOENT);
        LowerCopy.Make(lower with { Status = limits.OnDisk(lower.Status) }, place, directory, clean.AsSpan(start), allowance);
        return directory;
    }

    private LayerException NoTarget(TarEntry entry, int result) => result == -Errno.ENOENT
        ? new LayerException(
            tree.Lowers.IsEmpty ? UnpackProblemKind.NeedsLowers : UnpackProblemKind.Malformed,
            $"the hard link {entry.Shown} leads to {TarEntry.Text(entry.LinkName)}, which is not in this layer"
                + (tree.Lowers.IsEmpty ? "" : " nor in those below"))
        : Refusal.Of(result, "finding the target of the hard link", entry.Name);
}
