using System.Runtime.ExceptionServices;
using Orchestrator.Images.Layers.Unpacking;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Layers;

/// <summary>
/// Unpacks one layer of an image (OCI image-spec, layer.md), or the archive of a root, into a folder. What an image holds is
/// hostile: nothing outside of the folder is made, changed or removed, whatever its names and links say; memory does not grow
/// with it; and one that fails leaves nothing.
/// </summary>
public static class LayerUnpacker
{
    /// <summary>A folder of this name beside the layers was left by an unpacking that was killed.</summary>
    public const string TemporaryPrefix = ".unpack-";

    /// <summary>Mode of the folder until the archive says another one.</summary>
    private const uint RootMode = 0x1ED;

    /// <param name="compressed">The layer as the registry has it: plain, gzip, zstd, xz or bzip2, found by its first bytes. It is read to its end, so that a digest taken on the way is of the whole blob; what it throws goes to the caller.</param>
    /// <param name="folder">Absolute path that does not exist yet, in a folder which only root may enter: layers have setuid files, and ids as they are inside.</param>
    /// <exception cref="OperationCanceledException">Nothing is left then either.</exception>
    public static UnpackOutcome Unpack(Stream compressed, string folder, UnpackLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        ArgumentNullException.ThrowIfNull(limits);
        var place = Path.GetDirectoryName(folder) ?? throw new ArgumentException("The folder must have a parent.", nameof(folder));
        using var parent = DirectoryHandle.Open(place);
        var temporary = TemporaryPrefix + Guid.NewGuid().ToString("N");
        var done = false;
        try
        {
            using var root = parent.MakeDirectory(temporary, RootMode);
            root.ChangeMode(RootMode);
            using var input = new CompressedInput(compressed);
            var layer = Unpack(input, root, new Allowance(limits, place), limits, cancel);
            Publish(parent, temporary, Path.GetFileName(folder), root, limits.Sync);
            done = true;
            return new UnpackOutcome(layer, null);
        }
        catch (LayerException problem)
        {
            return new UnpackOutcome(null, new UnpackProblem(problem.Kind, $"The layer was not unpacked: {problem.Message}."));
        }
        finally
        {
            if (!done)
                TreeRemoval.Remove(parent, temporary);
        }
    }

    /// <summary>
    /// Unpacks an archive into a tree that is there, such as a container's root, which may be in use: paths lead nowhere but
    /// below <paramref name="root"/>. What was written before a problem stays.
    /// </summary>
    /// <param name="directory">Where it goes, as a process with this root names it; it must be there.</param>
    /// <param name="disk">A folder on the disk whose free space is looked at.</param>
    public static UnpackOutcome UnpackInto(
        Stream archive, DirectoryHandle root, string directory, string disk, UnpackLimits limits, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(limits);
        try
        {
            var below = LayerPath.Clean(System.Text.Encoding.UTF8.GetBytes(directory), limits.Depth)[..^1];
            using var input = new CompressedInput(archive);
            return new UnpackOutcome(Unpack(input, root, new Allowance(limits, disk), limits, cancel, below), null);
        }
        catch (LayerException problem)
        {
            return new UnpackOutcome(null, new UnpackProblem(problem.Kind, $"The archive was not unpacked: {problem.Message}."));
        }
    }

    /// <summary>Removes what unpackings left that were killed; to be called while none is under way.</summary>
    /// <param name="place">The folder that holds the layers.</param>
    public static void RemoveLeftovers(string place)
    {
        using var parent = DirectoryHandle.Open(place);
        foreach (var name in parent.DirectoryNames())
        {
            if (name.StartsWith(TemporaryPrefix, StringComparison.Ordinal))
                TreeRemoval.Remove(parent, name);
        }
    }

    private static UnpackedLayer Unpack(
        CompressedInput input, DirectoryHandle root, Allowance allowance, UnpackLimits limits, CancellationToken cancel, byte[]? below = null)
    {
        using var pipe = new BoundedPipe();
        using var writer = new LayerWriter(root.Number, pipe, limits, allowance, below ?? []);
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                PrivateUmask.Clear();
                writer.Run(cancel);
                // What comes after the end of the archive belongs to the digest.
                while (!pipe.Take(int.MaxValue).IsEmpty)
                {
                }
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                pipe.LeaveReader();
            }
        })
        { IsBackground = true, Name = "unpack" };
        thread.Start();

        var producer = new StreamProducer(input, pipe, limits);
        producer.Run(cancel);
        thread.Join();
        if (failure is not null && failure.SourceException is not StreamFailedException)
            failure.Throw();
        producer.Failure?.Throw();
        return new UnpackedLayer(producer.DiffId, allowance.Entries, allowance.Bytes)
        {
            UncompressedBytes = producer.Bytes,
            LeansOnLowers = writer.LeansOnLowers,
            IsOpaque = writer.IsOpaque,
            LeftOut = writer.LeftOut.Count,
            LeftOutExamples = writer.LeftOut.Examples,
        };
    }

    private static void Publish(DirectoryHandle parent, string temporary, string name, DirectoryHandle root, bool sync)
    {
        if (sync && EntryCalls.SyncFileSystem(root.Number) is < 0 and var failed)
            throw Refusal.Of(failed, "writing to the disk", System.Text.Encoding.UTF8.GetBytes(name));
        var errno = parent.TryRename(temporary, name);
        if (errno != 0)
            throw Refusal.Of(-errno, "giving its name to the folder", System.Text.Encoding.UTF8.GetBytes(name));
        if (sync)
            parent.Sync();
    }
}
