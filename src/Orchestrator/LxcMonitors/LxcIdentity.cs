using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts.Containers;
using ContainerView = Orchestrator.Actors.Messages.Containers.ContainerView;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>Which container of which LXC directory one of the engine's is.</summary>
internal sealed record LxcIdentity(string LxcPath, string Name)
{
    /// <summary>Null: it is none of a directory. A copy keeps the labels of what it was copied from and is none either.</summary>
    public static LxcIdentity? Of(ContainerView view) =>
        view.Spec.Labels.GetValueOrDefault(LxcLabels.Path) is { } path && view.Spec.Labels.GetValueOrDefault(LxcLabels.Name) is { } name
        && IsPlain(path, name) && LxcEngineNames.Of(path, name) == view.Name
            ? new LxcIdentity(path, name)
            : null;

    /// <summary>Labels are words of whoever made the container: no other place than one of a directory is served.</summary>
    private static bool IsPlain(string path, string name) =>
        path.StartsWith('/') && Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) == path && name is not ("" or "." or "..")
        && !path.AsSpan().ContainsAny('\0', '\n') && !name.AsSpan().ContainsAny('/', '\0', '\n');
}
