using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;
using Orchestrator.Isolation.Images.Templates;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Images;

/// <summary>Binds containers to the images of the library below <c>ROOT/images</c>, and makes images from templates.</summary>
public sealed class ImageStore : IImageStore
{
    private readonly TimeProvider _time;
    private readonly Dictionary<string, IImageTemplate> _templates;
    private readonly SemaphoreSlim _oneWriter = new(1, 1);

    public ImageStore(string root, TimeProvider time) : this(root, time, [new BusyboxTemplate(), new LocalTemplate(), new DirectoryTemplate(), new DownloadTemplate(Path.Combine(Path.GetFullPath(root), "cache"), time)])
    {
    }

    internal ImageStore(string root, TimeProvider time, IReadOnlyList<IImageTemplate> templates)
    {
        Library = new ImageLibrary(Path.Combine(Path.GetFullPath(root), "images"), time);
        _time = time;
        _templates = templates.ToDictionary(template => template.Name, StringComparer.Ordinal);
    }

    public ImageLibrary Library { get; }

    public IReadOnlyList<string> Templates => [.. _templates.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<(string Name, string Summary)> Summaries =>
        [.. _templates.Values.OrderBy(template => template.Name, StringComparer.Ordinal).Select(template => (template.Name, template.Summary))];

    public async Task<ImageOutcome> CreateAsync(
        string name, string template, CancellationToken cancel, IReadOnlyList<string>? arguments = null, string? container = null)
    {
        if (ImageReference.TryParse(name, out var badName) is not { Digest: null } reference)
            return new ImageOutcome(null, badName ?? $"'{name}' has a digest, which follows from the content. Give the name without it.");
        if (!_templates.TryGetValue(template, out var builder))
            return new ImageOutcome(null, $"There is no template '{template}'. Known: {string.Join(", ", Templates)}.");
        await _oneWriter.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await BuildAsync(reference.Familiar, builder, arguments ?? [], container ?? name, cancel).ConfigureAwait(false);
        }
        catch (IOException failure)
        {
            return new ImageOutcome(null, $"The image '{name}' could not be written: {failure.Message}");
        }
        finally
        {
            _oneWriter.Release();
        }
    }

    public IReadOnlyList<ImageInfo> List() => [.. Library.Names().Select(ToInfo)];

    public ImageOutcome Resolve(string name)
    {
        if (ImageReference.TryParse(name, out var badName) is { } reference)
        {
            if (reference.Digest is { } digest)
            {
                if (Library.Record(digest.ToString()) is { } record && Library.LayerPaths(record.Digest) is not null)
                    return new ImageOutcome(new ImageInfo(reference.Familiar, record.Digest, record.CreatedAt, record.SizeBytes, record.Files), null);
            }
            else if (Library.Find(reference.Familiar) is { } tag && Library.LayerPaths(tag.Digest) is not null)
            {
                return new ImageOutcome(ToInfo(tag), null);
            }
        }
        // The digests that `image ls` shows are words too.
        var isDigest = name.StartsWith("sha256:", StringComparison.Ordinal) || (name.Length >= 12 && name.All(char.IsAsciiHexDigitLower));
        if (isDigest && Library.FindByDigest(name) is { } found && Library.LayerPaths(found.Digest) is not null)
            return new ImageOutcome(new ImageInfo(name, found.Digest, found.CreatedAt, found.SizeBytes, found.Files), null);
        return new ImageOutcome(null, badName is not null && !isDigest ? badName : Missing(name));
    }

    public string? LayerPath(string digest) =>
        // A digest comes out of the journal; it must still never be a path.
        Digest.TryParse(digest) is { } parsed ? Library.Layers.PathOf(parsed.Hex) : null;

    public IReadOnlyList<string>? LayerPaths(string digest) => Library.LayerPaths(digest);

    public long SizeOf(string digest) => Library.Record(digest)?.SizeBytes ?? 0;

    public void Use(Guid container, string digest) => Library.Use(container, digest);

    public void Release(Guid container) => Library.Release(container);

    private static ImageInfo ToInfo(ImageTag tag) => new(tag.Name, tag.Digest, tag.CreatedAt, tag.SizeBytes, tag.Files);

    private string Missing(string name)
    {
        var present = List();
        var make = _templates.ContainsKey(name) ? $"Make it with: orch image create {name}" : $"Pull it with: orch image pull {name}";
        return $"There is no image '{name}' on this node. {make}"
            + (present.Count == 0 ? "" : $" (present: {string.Join(", ", present.Take(10).Select(one => one.Name))}{(present.Count > 10 ? ", …" : "")})");
    }

    private async Task<ImageOutcome> BuildAsync(
        string name, IImageTemplate template, IReadOnlyList<string> arguments, string container, CancellationToken cancel)
    {
        var directory = Library.Layers.NewFolder();
        try
        {
            var made = await template.BuildAsync(new TemplateOrder(directory, container, arguments), cancel).ConfigureAwait(false);
            if (made.Problem is { } problem)
                return new ImageOutcome(null, problem);
            var content = await Task.Run(() => LayerDigest.Compute(directory, cancel), cancel).ConfigureAwait(false);
            var digest = Digest.TryParse(content.Digest)!.Value;
            using var pin = Library.Pin();
            pin.Add(content.Digest);
            pin.Add(digest.Hex);
            Library.Layers.Adopt(directory, digest.Hex, content.SizeBytes, content.Files);
            var record = new ImageRecord(content.Digest, [digest.Hex], content.SizeBytes, content.Files, _time.GetUtcNow())
            {
                Platform = Platform.Host.ToString(),
            };
            Library.Put(record);
            _ = Task.Run(() => Library.Settle(record.Layers), CancellationToken.None);
            return new ImageOutcome(ToInfo(Library.Tag(name, record)), null) { Config = made.Config, Message = made.Message };
        }
        finally
        {
            Library.Layers.Discard(directory);
        }
    }
}
