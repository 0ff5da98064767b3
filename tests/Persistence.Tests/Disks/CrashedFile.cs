namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>
/// Follows one file through the log and knows what a crash could leave of it. What was written before a sync that failed
/// counts as lost for good: the kernel marks such pages clean, and a later sync that succeeds says nothing about them
/// (wiki.postgresql.org/wiki/Fsync_Errors).
/// </summary>
internal sealed class CrashedFile
{
    private const int Sector = 512;

    private readonly List<DiskOp> _unsynced = [];
    private readonly DiskContent _synced = new();
    private readonly DiskContent _cached = new();

    public void Follow(DiskOp op)
    {
        _cached.Apply(op);
        if (op.Call == DiskCall.Sync)
        {
            if (op.Error == 0)
            {
                foreach (DiskOp earlier in _unsynced)
                    _synced.Apply(earlier);
            }
            _unsynced.Clear();
        }
        else if (op.Error == 0)
        {
            _unsynced.Add(op);
        }
    }

    public DiskContent Crash(CrashKind kind, DiskOp? underWay, Random random)
    {
        DiskContent left = (kind == CrashKind.Killed ? _cached : _synced).Copy();
        List<DiskOp> pending = kind == CrashKind.Killed ? [] : [.. _unsynced];
        if (underWay is { Error: 0, Call: not DiskCall.Sync } last)
            pending.Add(last);
        if (kind == CrashKind.OnlySynced || pending.Count == 0)
            return left;
        if (kind == CrashKind.Reordered)
        {
            Scatter(left, pending, random);
            return left;
        }
        int torn = kind == CrashKind.Killed ? pending.Count - 1 : random.Next(pending.Count);
        foreach (DiskOp whole in pending.Take(torn))
            left.Apply(whole);
        Tear(left, pending[torn], kind == CrashKind.Garbled, random);
        return left;
    }

    private static void Scatter(DiskContent left, List<DiskOp> pending, Random random)
    {
        foreach (DiskOp op in pending)
        {
            if (op.Call != DiskCall.Write)
            {
                // Names and lengths are the file system's own journal's; it may be behind by all of them or none.
                if (random.Next(2) == 0)
                    left.Apply(op);
                continue;
            }
            for (long at = op.Offset, end = op.Offset + op.Data.Length; at < end;)
            {
                long next = Math.Min((at / Sector + 1) * Sector, end);
                if (random.Next(2) == 0)
                    left.Write(at, op.Data.Span[(int)(at - op.Offset)..(int)(next - op.Offset)]);
                at = next;
            }
        }
    }

    private static void Tear(DiskContent left, DiskOp op, bool garble, Random random)
    {
        if (op.Call != DiskCall.Write)
        {
            if (random.Next(2) == 0)
                left.Apply(op);
            return;
        }
        int length = random.Next(3) switch
        {
            0 => random.Next(op.Data.Length + 1),
            1 => Math.Min(op.Data.Length, random.Next(op.Data.Length / Sector + 1) * Sector),
            _ => op.Data.Length,
        };
        left.Write(op.Offset, op.Data.Span[..length]);
        if (!garble || length == op.Data.Length)
            return;
        byte[] rest = new byte[op.Data.Length - length];
        if (random.Next(2) == 0)
            random.NextBytes(rest);
        left.Write(op.Offset + length, rest);
    }
}
