using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;

namespace Orchestrator.Daemon.Images;

/// <summary>
/// Has an image here that is asked for: made, when it carries the name of a template that needs nothing but this machine,
/// so that a newcomer's first <c>orch run busybox</c> works; else pulled.
/// </summary>
internal sealed class ImageEnsurer(ImageService images, Serilog.ILogger log)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <param name="pull"><c>missing</c>, <c>always</c> or <c>never</c>.</param>
    /// <returns>Why it is not here; null when it is, or is none that could be had.</returns>
    public async Task<string?> EnsureAsync(
        string? name, CancellationToken cancel, string? pull = null, string? platform = null, bool insecure = false, Func<PulledImage, Task>? pulled = null)
    {
        if (name is null)
            return null;
        var here = images.Store.Resolve(name).Image is not null;
        if (here && pull != "always")
            return null;
        if (images.Store.Templates.Contains(name) && !(here && pull == "always"))
            return await MakeAsync(name, cancel);
        if (pull == "never")
            return images.Store.Resolve(name).Problem;
        if (ImageReference.TryParse(name, out var bad) is not { } reference)
            return bad;
        if ((platform is null ? Platform.Host : Platform.TryParse(platform, out bad)) is not { } wanted)
            return bad;
        if (images.Blocked(reference.Registry) is { } blocked)
            return $"{images.Store.Resolve(name).Problem} {blocked}";
        try
        {
            var image = await images.Puller.PullAsync(reference, wanted, insecure, new ImagePull(), cancel);
            log.Information("Pulled the image {Image}, {Digest}", image.Name, image.Image.Digest);
            if (pulled is not null)
                await pulled(image);
            return null;
        }
        catch (Exception error) when (ImageService.ToProblem("", error) is not null)
        {
            return error.Message;
        }
    }

    private async Task<string?> MakeAsync(string name, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            if (images.Store.Resolve(name).Image is not null)
                return null;
            var (image, problem) = await images.Store.CreateAsync(name, name, cancel);
            if (image is null)
                return problem;
            log.Information("Made the image {Image}, {Digest}", name, image.Digest);
            return null;
        }
        finally
        {
            _one.Release();
        }
    }
}
