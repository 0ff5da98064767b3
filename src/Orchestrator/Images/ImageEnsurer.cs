using Orchestrator.Isolation.Images;

namespace Orchestrator.Daemon.Images;

/// <summary>
/// Makes an image that is asked for and missing, when it carries the name of a template that needs nothing but this
/// machine: a newcomer's first <c>orch run busybox</c> works.
/// </summary>
internal sealed class ImageEnsurer(IImageStore images, Serilog.ILogger log)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <returns>Why it could not be made; null when it is there, or is none that could be made here.</returns>
    public async Task<string?> EnsureAsync(string? name, CancellationToken cancel)
    {
        if (name is null || !images.Templates.Contains(name) || images.Resolve(name).Image is not null)
            return null;
        await _one.WaitAsync(cancel);
        try
        {
            if (images.Resolve(name).Image is not null)
                return null;
            var (image, problem) = await images.CreateAsync(name, name, cancel);
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
