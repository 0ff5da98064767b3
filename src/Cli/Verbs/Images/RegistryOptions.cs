using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Cli.Verbs.Images;

/// <summary>Options of the verbs that speak with registries.</summary>
internal static class RegistryOptions
{
    public static readonly Option Platform = new("--platform", null, "OS/ARCH[/VARIANT]", "Of an image for several, the one for this platform (default: this machine's)");
    public static readonly Option Insecure = new("--insecure-registry", null, "HOST[:PORT]", "This registry may speak plain HTTP, or show a certificate that nobody vouches for") { Repeats = true };
    public static readonly Option Ca = new("--ca", null, "FILE", "PEM of an authority that vouches for the registry; it is kept for it");

    public static bool IsInsecure(Invocation call, string image) => call.Arguments.All(Insecure).Contains(RegistryOf(image));

    /// <summary>Hands the authority of <see cref="Ca"/> over to the daemon.</summary>
    public static async Task TrustAsync(Invocation call, OrchClient daemon, string image)
    {
        if (ReadCa(call) is { } pem)
            Invocation.Take(await daemon.Images.LoginAsync(new LoginRequest(RegistryOf(image), null, null, false, pem), call.Cancel));
    }

    public static string? ReadCa(Invocation call)
    {
        if (call.Arguments.Get(Ca) is not { } file)
            return null;
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--ca {file} cannot be read: {error.Message}");
        }
    }

    /// <summary>The part before the first slash, when it can be a host.</summary>
    public static string RegistryOf(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        return first.Contains('.') || first.Contains(':') || first == "localhost" ? first : "docker.io";
    }
}
