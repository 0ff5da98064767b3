using Orchestrator.Kernel.Decoding;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Finds by the first bytes how a stream is compressed; what a media type says does not matter.</summary>
internal static class Decompression
{
    /// <summary>A decoder of xz needs some memory besides the dictionary; filters of other processors' programs take a little too.</summary>
    private const ulong BesidesDictionary = 1 << 20;

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
            return Native(input, limits, "xz", "liblzma5", () => new XzDecoder((ulong)limits.XzDictionary + BesidesDictionary));
        if (first.StartsWith("BZh"u8))
            return Native(input, limits, "bzip2", "libbz2-1.0", () => new Bzip2Decoder());
        return input;
    }

    private static DecompressionStream Zstd(CompressedInput input, UnpackLimits limits)
    {
        var decompressor = new Decompressor();
        decompressor.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, limits.ZstdWindowLog);
        return new DecompressionStream(input, decompressor, preserveDecompressor: false, leaveOpen: true);
    }

    private static DecodedStream Native(CompressedInput input, UnpackLimits limits, string name, string package, Func<StreamDecoder> decoder)
    {
        try
        {
            return new DecodedStream(input, decoder(), state => Problem(state, name, limits));
        }
        catch (DllNotFoundException)
        {
            throw new LayerException(
                UnpackProblemKind.NotSupported, $"it is compressed with {name}, and this machine has no library for it; install it with: apt-get install {package}");
        }
    }

    private static LayerException Problem(DecodeState state, string name, UnpackLimits limits) => state switch
    {
        DecodeState.TooMuchMemory => new(
            UnpackProblemKind.Limit,
            $"its {name} stream needs more memory than it may have: a dictionary of at most {Sizes.Text(limits.XzDictionary)}; pack it anew with xz -9 or less"),
        DecodeState.Unsupported => new(
            UnpackProblemKind.NotSupported, $"its {name} stream has a filter or checksum that the library of this machine does not know; pack it anew with gzip, zstd or plain xz"),
        _ => new(UnpackProblemKind.Damaged, $"it cannot be decompressed: the {name} stream is damaged, was cut, or something else follows it"),
    };
}
