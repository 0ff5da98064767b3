using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using ZstdSharp;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Decompresses a layer into the pipe, takes the digest on the way, and ends what grows out of proportion.</summary>
internal sealed class StreamProducer(CompressedInput input, BoundedPipe pipe, UnpackLimits limits)
{
    private const int LeastRead = 4096;

    public string DiffId { get; private set; } = "";

    public long Bytes { get; private set; }

    /// <summary>What ended it; null when the whole stream went through.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public void Run(CancellationToken cancel)
    {
        try
        {
            if (Copy(cancel))
                Drain(cancel);
            pipe.End(null);
        }
        catch (Exception e)
        {
            // What the caller's stream threw is the caller's.
            var told = input.Failure ?? e switch
            {
                InvalidDataException or EndOfStreamException => new LayerException(UnpackProblemKind.Damaged, $"it cannot be decompressed: {e.Message.TrimEnd('.')}"),
                ZstdException zstd => Zstd(zstd),
                _ => e,
            };
            Failure = ExceptionDispatchInfo.Capture(told);
            pipe.End(told);
        }
    }

    /// <summary>False when the one who writes wants no more.</summary>
    private bool Copy(CancellationToken cancel)
    {
        var stream = Decompression.Open(input, limits);
        using var owned = ReferenceEquals(stream, input) ? null : stream;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var ended = false; !ended;)
        {
            cancel.ThrowIfCancellationRequested();
            if (pipe.Rent() is not { } buffer)
                return false;
            var length = 0;
            // The last few bytes of a buffer are not worth a call, and a stream may want room to read ahead.
            while (length <= buffer.Length - LeastRead && !ended)
            {
                var got = stream.Read(buffer, length, buffer.Length - length);
                ended = got == 0;
                length += got;
            }
            hash.AppendData(buffer, 0, length);
            Bytes += length;
            StreamBounds.Check(Bytes, input.Count, limits);
            if (length > 0)
                pipe.Put(buffer, length);
            else
                pipe.Return(buffer);
        }
        DiffId = "sha256:" + Convert.ToHexStringLower(hash.GetCurrentHash());
        return true;
    }

    /// <summary>Whatever follows the compressed stream belongs to the blob that the caller takes the digest of.</summary>
    private void Drain(CancellationToken cancel)
    {
        var rest = new byte[32 << 10];
        while (input.Read(rest) > 0)
            cancel.ThrowIfCancellationRequested();
    }

    private LayerException Zstd(ZstdException e) => e.Code == ZstdSharp.Unsafe.ZSTD_ErrorCode.ZSTD_error_frameParameter_windowTooLarge
        ? new LayerException(UnpackProblemKind.Limit, $"its zstd frames need a window of more than {Sizes.Text(1L << limits.ZstdWindowLog)} in memory")
        : new LayerException(UnpackProblemKind.Damaged, $"it cannot be decompressed: {e.Message.TrimEnd('.')}");
}
