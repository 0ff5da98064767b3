using Orchestrator.Formats.Lxc.Reading;

namespace Orchestrator.Formats.Tests.Lxc;

/// <summary>Files that are not on any disk.</summary>
internal sealed class MemoryLxcFiles(Dictionary<string, string> files) : ILxcFiles
{
    public MemoryLxcFiles()
        : this([])
    {
    }

    public string? Read(string path, out string? problem)
    {
        problem = files.ContainsKey(path) ? null : $"{path} cannot be read: it is not there";
        return files.GetValueOrDefault(path);
    }

    public IReadOnlyList<string>? List(string path)
    {
        var folder = path.TrimEnd('/') + "/";
        var names = files.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList();
        return names.Count > 0 ? names : null;
    }
}
