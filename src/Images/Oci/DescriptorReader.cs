using System.Text.Json;

namespace Orchestrator.Images.Oci;

internal static class DescriptorReader
{
    /// <exception cref="OciFormatException"/>
    public static Descriptor Read(JsonElement element, string where)
    {
        if (element.ValueKind != JsonValueKind.Object)
            throw new OciFormatException($"{where} is no object.");
        var type = MediaTypes.Bare(element.Text("mediaType")) ?? throw new OciFormatException($"{where} has no mediaType.");
        var digest = Digest.TryParse(element.Text("digest"))
            ?? throw new OciFormatException($"{where} has no sha256 or sha512 digest.");
        var size = element.Number("size") ?? throw new OciFormatException($"{where} has no size.");
        if (size is < 0 or > ImageLimits.LayerBytes)
            throw new OciFormatException($"{where} has the size {size}; from 0 to {ImageLimits.LayerBytes} bytes is possible.");
        var platform = element.Field("platform", JsonValueKind.Object) is { } named ? ReadPlatform(named) : null;
        return new Descriptor(type, digest, size, platform, ReadData(element, where, digest, size))
        {
            Annotations = element.Map("annotations"),
        };
    }

    public static Platform? ReadPlatform(JsonElement element) =>
        element.Text("os") is { Length: > 0 } os && element.Text("architecture") is { Length: > 0 } architecture
            ? new Platform(os, architecture, element.Text("variant") is { Length: > 0 } variant ? variant : null)
            : null;

    /// <summary>Content within the descriptor must be what the descriptor names, and little (L47).</summary>
    private static ReadOnlyMemory<byte>? ReadData(JsonElement element, string where, Digest digest, long size)
    {
        if (element.Field("data", JsonValueKind.String) is not { } data)
            return null;
        if (size > ImageLimits.DataBytes)
            throw new OciFormatException($"{where} carries {size} bytes of data within itself; {ImageLimits.DataBytes} are the most.");
        if (!data.TryGetBytesFromBase64(out var bytes))
            throw new OciFormatException($"{where} carries data that is no base64.");
        return bytes.Length == size && digest.Matches(bytes)
            ? bytes
            : throw new OciFormatException($"{where} carries data that does not have its own digest {digest} and size {size}.");
    }
}
