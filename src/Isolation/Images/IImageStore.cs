namespace Orchestrator.Isolation.Images;

/// <summary>
/// The images of one node: layers by digest, and names that point at them. A layer never changes once it has its
/// digest, and serves every container of the image as the read-only lower layer.
/// </summary>
public interface IImageStore
{
    /// <summary>Templates that <see cref="CreateAsync"/> knows, e.g. <c>busybox</c>.</summary>
    IReadOnlyList<string> Templates { get; }

    /// <summary>
    /// Makes an image from a template out of what the machine has, and points <paramref name="name"/> at it. Doing it
    /// again gives the same digest for the same content; containers of an older digest keep theirs.
    /// </summary>
    /// <param name="arguments">The user's options of the template, as LXC's take them.</param>
    /// <param name="container">The name that goes into files and configuration; null: the image's.</param>
    Task<ImageOutcome> CreateAsync(
        string name, string template, CancellationToken cancel, IReadOnlyList<string>? arguments = null, string? container = null);

    /// <summary>The same templates with a line about each.</summary>
    IReadOnlyList<(string Name, string Summary)> Summaries { get; }

    /// <summary>All names, sorted.</summary>
    IReadOnlyList<ImageInfo> List();

    /// <summary>What a name points at now; a problem that names the command to make it when it is missing.</summary>
    ImageOutcome Resolve(string name);

    /// <summary>Absolute path of one layer's root directory; null when the store does not hold the digest.</summary>
    string? LayerPath(string digest);

    /// <summary>Root directories of all layers of an image by its digest, topmost first; null when one is missing.</summary>
    IReadOnlyList<string>? LayerPaths(string digest);

    /// <summary>Bytes of the files in all layers of an image; 0 when the store does not hold the digest.</summary>
    long SizeOf(string digest);

    /// <summary>A container keeps its image, whatever becomes of the names, until <see cref="Release"/>.</summary>
    void Use(Guid container, string digest);

    void Release(Guid container);
}
