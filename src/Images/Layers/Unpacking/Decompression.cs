using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Finds by the first bytes how a stream is compressed; what a media type says does not matter.</summary>
internal static class Decompression
{
    public static Stream Open(CompressedInput input, UnpackLimits limits)
    {
        var first = input.Peek(6);
        if (first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            return new WholeGzip(input);
        // A frame of zstd, or one of those that are to be skipped (RFC 8878).
        if (first.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD])
            || (first.Length >= 4 && (first[0] & 0xF0) == 0x50 && first[1..4].SequenceEqual((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18])))
        {
            return Zstd(input, limits);
        }
        if (first.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]))
            throw Refused("xz");
        if (first.StartsWith("BZh"u8))
            throw Refused("bzip2");
        return input;
    }

    private static DecompressionStream Zstd(CompressedInput input, UnpackLimits limits)
    {
        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, limits.ZstdWindowLog);
        return new DecompressionStream(input, decompressor, preserveDecompressor: false, leaveOpen: true);
    }

    private static LayerException Refused(string name) => new(
        UnpackProblemKind.NotSupported, $"it is compressed with {name}, which is not read; pack it anew with gzip or zstd");
}
