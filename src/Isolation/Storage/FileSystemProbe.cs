using System.Buffers.Binary;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage;

/// <summary>Tells the file system in an image by the number that stands in its first block.</summary>
internal static class FileSystemProbe
{
    private const int Bytes = 0x10048;

    public static string? TypeOf(Descriptor image)
    {
        var head = new byte[Bytes];
        var got = image.ReadAt(head);
        return got <= 0 ? null : TypeOf(head.AsSpan(0, got));
    }

    public static string? TypeOf(ReadOnlySpan<byte> head)
    {
        if (Has(head, 0, "hsqs"u8))
            return "squashfs";
        if (Has(head, 0, "XFSB"u8))
            return "xfs";
        if (Has(head, 0x10040, "_BHRfS_M"u8))
            return "btrfs";
        if (Has(head, 0x8001, "CD001"u8))
            return "iso9660";
        if (head.Length >= 1028 && BinaryPrimitives.ReadUInt32LittleEndian(head[1024..]) is var magic)
        {
            if (magic == 0xE0F5_E1E2)
                return "erofs";
            if (magic == 0xF2F5_2010)
                return "f2fs";
        }
        // ext2, ext3 and ext4: the driver of the last reads them all.
        return Has(head, 1080, [0x53, 0xEF]) ? "ext4" : null;
    }

    private static bool Has(ReadOnlySpan<byte> head, int at, ReadOnlySpan<byte> text) =>
        head.Length >= at + text.Length && head.Slice(at, text.Length).SequenceEqual(text);
}
