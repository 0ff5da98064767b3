using System.Buffers.Binary;

namespace Orchestrator.Persistence;

/// <summary>What SQLite would read of a write-ahead log when it opens it anew (sqlite.org/fileformat2.html, section 4).</summary>
/// <param name="ApplicationId">Of the latest copy of the first page; null when the log holds none.</param>
/// <param name="CommittedFrames">Through the last whole transaction.</param>
internal readonly record struct SqliteWal(int? ApplicationId, long CommittedFrames)
{
    /// <summary>Where the database header has the number that PRAGMA application_id is about.</summary>
    public const int IdOffset = 68;

    private const int Header = 32;
    private const int FrameHeader = 24;

    public static SqliteWal Read(string path)
    {
        if (!File.Exists(path))
            return default;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] head = new byte[Header];
        if (file.ReadAtLeast(head, Header, throwOnEndOfStream: false) < Header)
            return default;
        int page = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(8));
        SqliteWalSum sum = new(littleEndian: (head[3] & 1) == 0);
        sum.Add(head.AsSpan(0, 24));
        if (page is < 512 or > 65_536 || !sum.Is(head.AsSpan(24)))
            return default;
        int? id = null;
        long frames = 0, committed = 0;
        byte[] frame = new byte[FrameHeader + page];
        while (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeader));
            // What follows is torn, or of an earlier round of the log.
            if (!frame.AsSpan(8, 8).SequenceEqual(head.AsSpan(16, 8)) || !sum.Is(frame.AsSpan(16)))
                break;
            frames++;
            if (BinaryPrimitives.ReadInt32BigEndian(frame) == 1)
                id = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(FrameHeader + IdOffset));
            // The size of the database after a commit; zero within a transaction.
            if (BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(4)) != 0)
                committed = frames;
        }
        return new SqliteWal(id, committed);
    }
}
