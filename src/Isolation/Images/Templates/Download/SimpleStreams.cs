using System.Text.Json;

namespace Orchestrator.Isolation.Images.Templates.Download;

/// <summary>The lists that Incus and LXD use: <c>streams/v1/index.json</c> and what it names, in the format products:1.0.</summary>
internal static class SimpleStreams
{
    public const string IndexPath = "streams/v1/index.json";

    /// <summary>Where the lists of images are.</summary>
    /// <exception cref="JsonException">It is no such index.</exception>
    public static IReadOnlyList<string> Lists(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("index").EnumerateObject()
                .Where(entry => Text(entry.Value, "datatype") == "image-downloads" && Text(entry.Value, "path") is not null)
                .Select(entry => Text(entry.Value, "path")!),
        ];
    }

    /// <summary>The newest build; null: the list has none that fits.</summary>
    public static RemoteBuild? Find(byte[] json, string distribution, string release, string architecture, string variant)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var product in document.RootElement.GetProperty("products").EnumerateObject())
        {
            if (!Fits(product, distribution, release, architecture, variant) || !product.Value.TryGetProperty("versions", out var versions))
                continue;
            foreach (var version in versions.EnumerateObject().OrderByDescending(version => version.Name, StringComparer.Ordinal))
            {
                if (version.Value.TryGetProperty("items", out var items) && File(items, ["root.tar.xz"]) is { } root)
                    return new RemoteBuild(version.Name, root, File(items, ["incus.tar.xz", "lxd.tar.xz"]));
            }
        }
        return null;
    }

    public static IEnumerable<string> Names(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("products").EnumerateObject().Select(product => product.Name.Replace(':', ' '))];
    }

    private static bool Fits(JsonProperty product, string distribution, string release, string architecture, string variant) =>
        product.Name == $"{distribution}:{release}:{architecture}:{variant}"
        || ((Text(product.Value, "aliases")?.Split(',') ?? []).Any(alias => alias.Trim() == (variant == "default" ? $"{distribution}/{release}" : $"{distribution}/{release}/{variant}"))
            && Text(product.Value, "arch") == architecture);

    private static RemoteFile? File(JsonElement items, string[] types)
    {
        foreach (var item in items.EnumerateObject())
        {
            if (Text(item.Value, "ftype") is { } type && types.Contains(type) && Text(item.Value, "path") is { } path && Text(item.Value, "sha256") is { Length: 64 } sum)
                return new RemoteFile(path.TrimStart('/'), sum.ToLowerInvariant());
        }
        return null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
