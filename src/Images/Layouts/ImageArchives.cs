using Orchestrator.Images.Layers;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;
using Orchestrator.Images.Store;
using Orchestrator.Kernel;

namespace Orchestrator.Images.Layouts;

/// <summary>Images as archives: in, out, and out of a container.</summary>
public sealed class ImageArchives
{
    private readonly ImageLibrary _library;
    private readonly ImageIntake _intake;
    private readonly ImageComposer _composer;
    private readonly ImageImporter _importer;
    private readonly ImageExporter _exporter;
    private readonly UnpackLimits _limits;

    public ImageArchives(ImageLibrary library, ImagePuller puller, UnpackLimits limits, TimeProvider time)
    {
        (_library, _intake, _limits) = (library, puller.Intake, limits);
        _composer = new ImageComposer(library, time, limits.UserAttributes);
        _importer = new ImageImporter(library, puller.Intake, () => limits, time);
        _exporter = new ImageExporter(library, time);
    }

    /// <summary>A file for an archive on its way in, which the caller removes.</summary>
    public string NewFile() => _library.Layers.NewFolder();

    /// <param name="file">The archive.</param>
    /// <param name="name">What to call the image; null: what the archive calls it.</param>
    /// <param name="tag">The one of several images that the archive calls so; null: all.</param>
    /// <exception cref="ImageException"/>
    /// <exception cref="OciFormatException"/>
    public Task<IReadOnlyList<ImageTag>> ImportAsync(string file, ImageReference? name, Platform platform, string? tag, CancellationToken cancel) =>
        _importer.ImportAsync(file, name, platform, tag, cancel);

    /// <summary>The image with what describes it, which one that was made from a template gets by this.</summary>
    public async Task<ImageRecord> WithDocumentsAsync(ImageRecord image, ImagePin pin, CancellationToken cancel) =>
        await _composer.WithDocumentsAsync(image, pin, cancel).ConfigureAwait(false);

    /// <exception cref="ImageException"/>
    public async Task ExportAsync(ImageRecord image, IReadOnlyList<string> names, Stream output, CancellationToken cancel)
    {
        using var pin = _library.Pin();
        pin.Add(image.Digest);
        var whole = await _composer.WithDocumentsAsync(image, pin, cancel).ConfigureAwait(false);
        await _exporter.WriteAsync(whole, names, output, cancel).ConfigureAwait(false);
    }

    /// <summary>An image of what a container wrote, on top of its own image.</summary>
    /// <param name="upper">The container's writable layer.</param>
    /// <param name="uid">The id inside for one on the disk.</param>
    public async Task<ImageTag> CommitAsync(
        ImageRecord below, DirectoryHandle upper, Func<uint, uint> uid, Func<uint, uint> gid, ImageReference name, string? author, string comment,
        CancellationToken cancel)
    {
        using var pin = _library.Pin();
        pin.Add(below.Digest);
        var options = new PackOptions { Uid = uid, Gid = gid, Whiteouts = true, UserAttributes = _limits.UserAttributes };
        var documents = await _composer.AddLayerAsync(below, upper, options, author, comment, pin, cancel).ConfigureAwait(false);
        var record = await _intake.TakeAsync(documents, new StoredSource(), null, pin, _ => { }, cancel).ConfigureAwait(false);
        return _library.Tag(name.Familiar, record);
    }
}
