using System.Text.Json;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage;

/// <summary>What is known of a volume beside its files: <c>volume.json</c> in its folder, where no container comes.</summary>
internal static class VolumeNote
{
    private const string FileName = "volume.json", Making = ".making.json";
    private const uint OwnerOnly = 0x180;
    private const int MostBytes = 1 << 20;

    /// <summary>At one moment, and durable.</summary>
    public static void Write(DirectoryHandle volume, IReadOnlyDictionary<string, string> labels)
    {
        volume.TryRemoveFile(Making);
        using (var file = volume.OpenFile(Making, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, OwnerOnly))
        {
            var errno = -file.Write(JsonSerializer.SerializeToUtf8Bytes(new VolumeLabels(labels), VolumeNoteJson.Default.VolumeLabels));
            if (errno != 0)
                throw new SystemCallException("write", errno, "Writing the labels of a volume");
            if (Unistd.fsync(file.Number) != 0)
                throw new SystemCallException("fsync", System.Runtime.InteropServices.Marshal.GetLastPInvokeError(), "Writing the labels of a volume");
        }
        var renamed = volume.TryRename(Making, FileName);
        if (renamed != 0)
            throw new SystemCallException("renameat", renamed, "Writing the labels of a volume");
        volume.Sync();
    }

    /// <summary>None when there is no note, or a damaged one: the files are what counts.</summary>
    public static IReadOnlyDictionary<string, string> Read(DirectoryHandle volume)
    {
        try
        {
            return volume.TryReadText(FileName, out _, MostBytes) is { } text && JsonSerializer.Deserialize(text, VolumeNoteJson.Default.VolumeLabels) is { Labels: { } labels }
                ? labels
                : new Dictionary<string, string>();
        }
        catch (JsonException)
        {
            return new Dictionary<string, string>();
        }
    }
}
