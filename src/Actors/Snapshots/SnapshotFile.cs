using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Snapshots;

/// <summary>
/// The cache of the folded fleet: a line that says who wrote it, SHA-256 of the rest, then what
/// <see cref="SnapshotCodec"/> makes of it. Anything odd about it and it is ignored.
/// </summary>
internal sealed class SnapshotFile(string directory)
{
    // The build, too: another one may fold the same records into another state.
    private static readonly byte[] Line = Encoding.ASCII.GetBytes(
        $"orch fleet 2 {Build(typeof(SnapshotFile)):N} {Build(typeof(ContainerSpec)):N}\n");

    private string Path => System.IO.Path.Combine(directory, "fleet.snapshot");

    private static int Head => Line.Length + SHA256.HashSizeInBytes;

    public FleetSnapshot? Load()
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(Path);
            if (bytes.Length < Head || !bytes.AsSpan().StartsWith(Line))
                return null;
            return SHA256.HashData(bytes.AsSpan(Head)).AsSpan().SequenceEqual(bytes.AsSpan(Line.Length, SHA256.HashSizeInBytes))
                ? SnapshotCodec.Read(bytes.AsMemory(Head))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            return null;
        }
    }

    public void Save(FleetSnapshot snapshot)
    {
        Failpoint.Hit("snapshot.before-write");
        Directory.CreateDirectory(directory);
        string fresh = Path + ".new";
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(Line);
            file.Write(stackalloc byte[SHA256.HashSizeInBytes]);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            SnapshotCodec.Write(snapshot, part =>
            {
                hash.AppendData(part);
                file.Write(part);
            });
            file.Position = Line.Length;
            file.Write(hash.GetHashAndReset());
            file.Flush(flushToDisk: true);
        }
        Failpoint.Hit("snapshot.before-rename");
        File.Move(fresh, Path, overwrite: true);
        Failpoint.Hit("snapshot.after-rename");
    }

    private static Guid Build(Type type) => type.Module.ModuleVersionId;
}
