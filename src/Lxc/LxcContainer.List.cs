using Orchestrator.Contracts.Containers;
using Orchestrator.Lxc.Configuration;
using Orchestrator.Lxc.Monitors;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Names of the containers that are defined in a directory, sorted.</summary>
    /// <param name="lxcPath">Null: the default one.</param>
    public static IReadOnlyList<string> ListDefined(string? lxcPath = null)
    {
        var path = Place(lxcPath);
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(path).Select(folder => System.IO.Path.GetFileName(folder))
                    .Where(name => name[0] != '.' && File.Exists(System.IO.Path.Combine(path, name, "config"))).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Names of the containers of a directory that run, those of LXC's own monitors among them, sorted.</summary>
    public static IReadOnlyList<string> ListActive(string? lxcPath = null)
    {
        var place = Place(lxcPath);
        var ours = Views(place, all: false).Where(view => view.State != ContainerStates.Stopped).Select(NameOf);
        return [.. ours.Union(LxcMonitorNames.Active(place)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of those that are defined or run, sorted.</summary>
    public static IReadOnlyList<string> ListAll(string? lxcPath = null) =>
        [.. ListDefined(lxcPath).Union(ListActive(lxcPath)).Order(StringComparer.Ordinal)];

    /// <summary>What the daemon knows of a directory's containers; nothing when none runs.</summary>
    internal static IReadOnlyList<ContainerView> Views(string lxcPath, bool all) => LxcDaemon.IfRunning() is { } daemon
        ? [.. daemon.List(all, null).Where(view => view.Labels.GetValueOrDefault(LxcLabels.Path) == lxcPath)]
        : [];

    internal static string NameOf(ContainerView view) => view.Labels.GetValueOrDefault(LxcLabels.Name) ?? view.Name;

    private static string Place(string? lxcPath) => LxcPaths.Full(lxcPath ?? LxcGlobalConfiguration.Read().Get("lxc.lxcpath")!);
}
