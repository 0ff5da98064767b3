namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>Ends a stream that grows out of proportion.</summary>
internal static class StreamBounds
{
    /// <exception cref="LayerException">It has grown too far.</exception>
    public static void Check(long uncompressed, long compressed, UnpackLimits limits)
    {
        // Empty blocks and headers are in the stream besides the content.
        var most = limits.Bytes + Math.Min(limits.Bytes, limits.Entries * 1024);
        if (uncompressed > most)
            throw new LayerException(UnpackProblemKind.Limit, $"it unpacks to more than {Sizes.Text(most)}, the limit of a layer");
        if (uncompressed > limits.RatioFrom && uncompressed / limits.Ratio > compressed)
        {
            throw new LayerException(
                UnpackProblemKind.Limit,
                $"{Sizes.Text(compressed)} of it unpack to more than {Sizes.Text(uncompressed)}, more than {limits.Ratio} to one: a compression bomb");
        }
    }
}
