using System.Text.Json;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images;

/// <summary>Keeps layers below <c>ROOT/images/layers</c> and names below <c>ROOT/images/names</c>.</summary>
public sealed class ImageStore : IImageStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string DigestPrefix = "sha256:";

    private readonly string _layers;
    private readonly string _names;
    private readonly string _building;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, IImageTemplate> _templates;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    public ImageStore(string root, TimeProvider time) : this(root, time, [new BusyboxTemplate()])
    {
    }

    internal ImageStore(string root, TimeProvider time, IReadOnlyList<IImageTemplate> templates)
    {
        var images = Path.Combine(Path.GetFullPath(root), "images");
        _layers = Path.Combine(images, "layers");
        _names = Path.Combine(images, "names");
        _building = Path.Combine(images, "building");
        _time = time;
        _templates = templates.ToDictionary(template => template.Name, StringComparer.Ordinal);
        // Setuid programs of an image must not be reachable for users of the host.
        foreach (var directory in (ReadOnlySpan<string>)[images, _layers, _names, _building])
            Directory.CreateDirectory(directory, OwnerOnly);
    }

    public IReadOnlyList<string> Templates => [.. _templates.Keys.Order(StringComparer.Ordinal)];

    public async Task<ImageOutcome> CreateAsync(string name, string template, CancellationToken cancel)
    {
        if (ImageName.Check(name) is { } badName)
            return new ImageOutcome(null, badName);
        if (!_templates.TryGetValue(template, out var builder))
            return new ImageOutcome(null, $"There is no template '{template}'. Known: {string.Join(", ", Templates)}.");
        await _oneWriter.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await BuildAsync(name, builder, cancel).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            return new ImageOutcome(null, $"The image '{name}' could not be written below {_layers}: {failure.Message}");
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    public IReadOnlyList<ImageInfo> List() =>
        [.. Directory.EnumerateFiles(_names, "*.json")
            .Select(Read)
            .OfType<ImageInfo>()
            .OrderBy(image => image.Name, StringComparer.Ordinal)];

    public ImageOutcome Resolve(string name)
    {
        if (ImageName.Check(name) is { } badName)
            return new ImageOutcome(null, badName);
        if (Read(NameFile(name)) is { } image && LayerPath(image.Digest) is not null)
            return new ImageOutcome(image, null);
        var template = _templates.ContainsKey(name) ? name : Templates.FirstOrDefault();
        var command = template == name ? $"orch image create {name}" : $"orch image create {name} -t {template}";
        var present = List();
        return new ImageOutcome(
            null,
            $"There is no image '{name}' on this node. Make it with: {command}"
            + (present.Count == 0 ? "" : $" (present: {string.Join(", ", present.Select(one => one.Name))})"));
    }

    public string? LayerPath(string digest)
    {
        // A digest comes out of the journal; it must still never be a path.
        if (!digest.StartsWith(DigestPrefix, StringComparison.Ordinal))
            return null;
        var hex = digest[DigestPrefix.Length..];
        if (hex.Length != 64 || !hex.All(char.IsAsciiHexDigitLower))
            return null;
        var path = Path.Combine(_layers, hex);
        return Directory.Exists(path) ? path : null;
    }

    private async Task<ImageOutcome> BuildAsync(string name, IImageTemplate template, CancellationToken cancel)
    {
        using var building = DirectoryHandle.Open(_building);
        var work = Guid.CreateVersion7().ToString("N");
        var directory = Path.Combine(_building, work);
        Directory.CreateDirectory(directory, OwnerOnly);
        try
        {
            if (await template.BuildAsync(directory, cancel).ConfigureAwait(false) is { } problem)
                return new ImageOutcome(null, problem);
            var digest = await Task.Run(() => LayerDigest.Compute(directory, cancel), cancel).ConfigureAwait(false);
            var layer = Path.Combine(_layers, digest.Digest[DigestPrefix.Length..]);
            if (!Directory.Exists(layer))
                Directory.Move(directory, layer);
            var image = new ImageInfo(name, digest.Digest, _time.GetUtcNow(), digest.SizeBytes, digest.Files);
            Write(image);
            return new ImageOutcome(image, null);
        }
        finally
        {
            TreeRemoval.Remove(building, work);
        }
    }

    /// <summary>Written beside and renamed, so that a crash leaves the old name or the new one.</summary>
    private void Write(ImageInfo image)
    {
        var file = NameFile(image.Name);
        var beside = $"{file}.new";
        using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(stream, image);
            stream.Flush(flushToDisk: true);
        }
        File.Move(beside, file, overwrite: true);
    }

    private static ImageInfo? Read(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return JsonSerializer.Deserialize<ImageInfo>(stream);
        }
        catch (IOException)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string NameFile(string name) => Path.Combine(_names, $"{name}.json");
}
