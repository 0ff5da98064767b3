using Orchestrator.Isolation.Images;

namespace Orchestrator.Daemon.Images;

/// <summary>
/// Makes an image that is asked for and missing, when it carries the name of a template that needs nothing but this
/// machine: a newcomer's first <c>orch run busybox</c> works.
/// </summary>
internal sealed class ImageEnsurer(IImageStore images, Serilog.ILogger log)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task EnsureAsync(string? name, CancellationToken cancel)
    {
        if (name is null || !images.Templates.Contains(name) || images.Resolve(name).Image is not null)
            return;
        await _one.WaitAsync(cancel);
        try
        {
            if (images.Resolve(name).Image is not null)
                return;
            var (image, problem) = await images.CreateAsync(name, name, cancel);
            if (image is null)
                // Not the end: the container's own check says that the image is missing, and this says why.
                log.Warning("The image {Image} could not be made from its template: {Problem}", name, problem);
            else
                log.Information("Made the image {Image}, {Digest}", name, image.Digest);
        }
        finally
        {
            _one.Release();
        }
    }
}
