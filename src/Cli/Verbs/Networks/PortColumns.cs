using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Networks;

namespace Orchestrator.Cli.Verbs.Networks;

internal static class PortColumns
{
    public static IReadOnlyList<Column<PortView>> All { get; } =
    [
        new("CONTAINER", p => p.Container),
        new("HOST", Host),
        new("PORT", p => string.Create(CultureInfo.InvariantCulture, $"{p.ContainerPort}/{p.Protocol}")),
    ];

    private static string Host(PortView port)
    {
        var address = port.HostAddress switch
        {
            null => "*",
            { } text when text.Contains(':', StringComparison.Ordinal) => $"[{text}]",
            { } text => text,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{address}:{port.HostPort}");
    }
}
