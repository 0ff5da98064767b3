namespace Orchestrator.Isolation.Images.Templates;

/// <param name="Directory">Absolute path of the root that is to be made; it does not exist yet.</param>
/// <param name="Container">The name that the configuration and the files of the root are to have in them.</param>
/// <param name="Arguments">The user's, as LXC's templates take them.</param>
internal sealed record TemplateOrder(string Directory, string Container, IReadOnlyList<string> Arguments);
