using System.Reflection;

namespace Orchestrator.Daemon;

internal static class NodeFacts
{
    public const string ApiVersion = "v1";

    public static string Version { get; } =
        typeof(NodeFacts).Assembly.GetName().Version?.ToString(3) ?? "0";
}
