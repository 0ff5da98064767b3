using System.Buffers.Binary;

namespace Orchestrator.Isolation.Storage.Logs;

/// <summary>
/// Beside an output file: when it had which length. The payload writes the file itself, so a line has no time of its own;
/// it is that of the look that saw it first. Records of 16 bytes: ticks since 1 CE in UTC, and bytes.
/// </summary>
public static class LogTimes
{
    public const int RecordLength = 16;

    /// <summary>A day of a record each second; beyond it every second record of the older half goes.</summary>
    private const int MostRecords = 86_400;

    public static string PathOf(string log) => log + ".times";

    public static void Append(string log, DateTimeOffset at, long length)
    {
        Span<byte> record = stackalloc byte[RecordLength];
        BinaryPrimitives.WriteInt64LittleEndian(record, at.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], length);
        using (var file = File.OpenHandle(PathOf(log), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            var end = RandomAccess.GetLength(file) / RecordLength * RecordLength;
            RandomAccess.Write(file, record, end);
            if (end / RecordLength < MostRecords)
                return;
        }
        Thin(log);
    }

    /// <summary>In order; empty where nobody has looked yet.</summary>
    public static IReadOnlyList<(DateTimeOffset At, long Length)> Read(string log)
    {
        byte[] bytes;
        // Most containers end before anybody looked, and an exception costs more than all the rest of that look.
        if (!File.Exists(PathOf(log)))
            return [];
        try
        {
            bytes = File.ReadAllBytes(PathOf(log));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        var records = new List<(DateTimeOffset, long)>(bytes.Length / RecordLength);
        for (var at = 0; at + RecordLength <= bytes.Length; at += RecordLength)
        {
            var ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
            if (ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks)
                records.Add((new DateTimeOffset(ticks, TimeSpan.Zero), BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at + 8))));
        }
        return records;
    }

    private static void Thin(string log)
    {
        var all = Read(log);
        var kept = all.Where((_, i) => i >= all.Count / 2 || i % 2 == 1).ToList();
        var bytes = new byte[kept.Count * RecordLength];
        for (var i = 0; i < kept.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * RecordLength), kept[i].At.UtcTicks);
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan((i * RecordLength) + 8), kept[i].Length);
        }
        var fresh = PathOf(log) + ".new";
        File.WriteAllBytes(fresh, bytes);
        File.Move(fresh, PathOf(log), overwrite: true);
    }
}
