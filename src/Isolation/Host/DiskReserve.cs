using System.Globalization;

namespace Orchestrator.Isolation.Host;

/// <summary>
/// Room on the disk of the root folder below which nothing new is started: what runs shares that disk with the journal,
/// and a container that fills it must leave the engine enough to record its end and its removal (case R05).
/// </summary>
internal sealed class DiskReserve(string root, long? bytes)
{
    private const long Usual = 64L << 20;

    /// <summary>Null while there is room; else why nothing is started and what to do.</summary>
    public string? Problem()
    {
        // Its free space is what an ordinary user may still write: the part that a file system keeps for root is not counted.
        var disk = new DriveInfo(root);
        var reserve = bytes ?? Math.Min(Usual, disk.TotalSize / 20);
        var free = disk.AvailableFreeSpace;
        return free >= reserve
            ? null
            : $"The disk of {root} is full: {Megabytes(free)} of free space are left, and the engine keeps a reserve of {Megabytes(reserve)} "
                + "for its journal. Nothing new is made or started. Make room, with orch rm and orch image rm, and try again; "
                + "limits.diskReserve sets another reserve.";
    }

    private static string Megabytes(long count) => string.Create(CultureInfo.InvariantCulture, $"{count / (double)(1 << 20):0.#} MiB");
}
