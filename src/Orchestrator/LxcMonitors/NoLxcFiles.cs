using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>No file of this machine: what a configuration includes is read by whoever makes a container, with his rights.</summary>
internal sealed class NoLxcFiles : ILxcFiles
{
    public static NoLxcFiles Instance { get; } = new();

    public string? Read(string path, out string? problem)
    {
        problem = "it is not read here";
        return null;
    }

    public IReadOnlyList<string>? List(string path) => null;
}
