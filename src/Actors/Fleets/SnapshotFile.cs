using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// The cache of the folded fleet: a version line, SHA-256 of the rest, JSON. Anything odd about it and it is ignored.
/// </summary>
internal sealed class SnapshotFile(string directory)
{
    private static readonly byte[] Version = "orch fleet 1\n"u8.ToArray();

    private string Path => System.IO.Path.Combine(directory, "fleet.snapshot");

    public FleetSnapshot? Load()
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(Path);
            int head = Version.Length + SHA256.HashSizeInBytes;
            if (bytes.Length < head || !bytes.AsSpan().StartsWith(Version))
                return null;
            ReadOnlySpan<byte> body = bytes.AsSpan(head);
            return SHA256.HashData(body).AsSpan().SequenceEqual(bytes.AsSpan(Version.Length, SHA256.HashSizeInBytes))
                ? JsonSerializer.Deserialize(body, EventOptions.Snapshot)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Save(FleetSnapshot snapshot)
    {
        Failpoint.Hit("snapshot.before-write");
        Directory.CreateDirectory(directory);
        string fresh = Path + ".new";
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(snapshot, EventOptions.Snapshot);
        using (FileStream file = new(fresh, FileMode.Create, FileAccess.Write))
        {
            file.Write(Version);
            file.Write(SHA256.HashData(body));
            file.Write(body);
            file.Flush(flushToDisk: true);
        }
        Failpoint.Hit("snapshot.before-rename");
        File.Move(fresh, Path, overwrite: true);
        Failpoint.Hit("snapshot.after-rename");
    }
}
