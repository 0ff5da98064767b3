using System.Buffers.Binary;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>Everything that a process did to the files of its journal, in order.</summary>
internal static class DiskLog
{
    private const int Header = 32;

    public static List<DiskOp> Read(string path)
    {
        ReadOnlyMemory<byte> log = File.ReadAllBytes(path);
        List<DiskOp> ops = [];
        for (int at = 0; at + Header <= log.Length;)
        {
            ReadOnlySpan<byte> header = log.Span.Slice(at, Header);
            DiskCall call = (DiskCall)BinaryPrimitives.ReadInt32LittleEndian(header);
            int length = (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
            ops.Add(new DiskOp(
                call,
                (DiskFile)BinaryPrimitives.ReadInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
                log.Slice(at + Header, length)));
            at += Header + length;
        }
        return ops;
    }
}
