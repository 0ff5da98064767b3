using System.Buffers.Binary;

namespace Orchestrator.Isolation.Images;

/// <summary>The little of elf(5) that tells whether a program needs a loader.</summary>
internal static class ElfFile
{
    private const int ProgramHeaderOffset = 32;
    private const int ProgramHeaderSize = 54;
    private const int ProgramHeaderCount = 56;
    private const uint PtInterp = 3;

    /// <summary>True for a 64-bit ELF program without PT_INTERP.</summary>
    public static bool IsStatic(string path)
    {
        using var file = File.OpenRead(path);
        var header = new byte[64];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length
            || !header.AsSpan(0, 5).SequenceEqual("\u007fELF\u0002"u8))
        {
            return false;
        }
        var offset = (long)BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(ProgramHeaderOffset));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(ProgramHeaderSize));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(ProgramHeaderCount));
        if (size < 4 || offset < 0 || offset > file.Length)
            return false;
        var table = new byte[size * count];
        file.Position = offset;
        if (file.ReadAtLeast(table, table.Length, throwOnEndOfStream: false) < table.Length)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(i * size)) == PtInterp)
                return false;
        }
        return true;
    }
}
