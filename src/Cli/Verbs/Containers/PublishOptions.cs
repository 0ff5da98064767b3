using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary><c>-p</c> of run and create, and the operands of <c>port add</c> and <c>rm</c>.</summary>
internal static class PublishOptions
{
    public static readonly Option Publish = new("--publish", "-p", "[IP:][PORT:]PORT[/PROTO]", "Have a port of the host lead to the container: 8080:80, 127.0.0.1:53:53/udp, 8000-8010:8000-8010; without the host's port a free one") { Repeats = true };

    public static readonly Option All = new("--publish-all", "-P", null, "Have free ports of the host lead to all at which the image says it listens");

    /// <exception cref="UsageException">One is not a port.</exception>
    public static IReadOnlyList<PortRequest> Read(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => PortWords.Read(text, out var problem) ?? throw new UsageException($"'{text}' is not a port: {problem}"))];
}
