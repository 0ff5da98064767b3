using System.Text.Json;

namespace Orchestrator.Benchmarks.Unpack;

/// <summary>An OCI layout with one image.</summary>
internal sealed class ImageLayout
{
    public ImageLayout(string folder)
    {
        Folder = folder;
        var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json"))).RootElement;
        var manifest = JsonDocument.Parse(File.ReadAllBytes(Blob(Hex(index.GetProperty("manifests")[0])))).RootElement;
        Layers = [.. manifest.GetProperty("layers").EnumerateArray().Select(Hex)];
    }

    public string Folder { get; }

    /// <summary>Digests of the layers' blobs without <c>sha256:</c>, the lowest first.</summary>
    public IReadOnlyList<string> Layers { get; }

    public string Blob(string digest) => Path.Combine(Folder, "blobs", "sha256", digest);

    private static string Hex(JsonElement descriptor) => descriptor.GetProperty("digest").GetString()!["sha256:".Length..];
}
