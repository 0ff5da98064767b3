namespace Orchestrator.Isolation.Images;

/// <summary>Keeps layers below <c>ROOT/images/layers</c> and names below <c>ROOT/images/names</c>.</summary>
public sealed class ImageStore(string root, TimeProvider time) : IImageStore
{
    public IReadOnlyList<string> Templates => [];

    public Task<ImageOutcome> CreateAsync(string name, string template, CancellationToken cancel) =>
        throw new NotSupportedException($"The store below {root} cannot make images yet ({time.GetUtcNow():O})");

    public IReadOnlyList<ImageInfo> List() => [];

    public ImageOutcome Resolve(string name) =>
        new(null, $"There is no image '{name}' below {root}. Make it with: orch image create {name}");

    public string? LayerPath(string digest) => null;
}
