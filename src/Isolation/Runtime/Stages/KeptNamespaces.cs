using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>
/// The namespaces of a container with hooks that want them after its end: an open descriptor keeps a namespace. One that
/// ended before it could be looked at has none.
/// </summary>
internal sealed class KeptNamespaces : IDisposable
{
    private static readonly string[] Kinds = ["user", "mnt", "pid", "uts", "ipc", "net", "cgroup", "time"];
    private readonly List<(string Kind, NamespaceHandle Handle)> _open = [];

    /// <summary>Null where no hook asks for them.</summary>
    public static KeptNamespaces? For(ContainerSpec spec, int pid)
    {
        if (spec.Hooks?.Any(hook => hook.Kind == HookKind.HostStop) != true)
            return null;
        var kept = new KeptNamespaces();
        foreach (var kind in Kinds)
        {
            if (NamespaceHandle.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/ns/{kind}"), out _) is { } handle)
                kept._open.Add((kind, handle));
        }
        return kept;
    }

    /// <summary>As LXC tells them: LXC_NET_NS and the like, and all in one for arguments.</summary>
    public IReadOnlyDictionary<string, string> Environment()
    {
        var paths = _open.Select(open => (open.Kind, Path: string.Create(
            CultureInfo.InvariantCulture, $"/proc/{System.Environment.ProcessId}/fd/{open.Handle.Number}"))).ToList();
        var environment = paths.ToDictionary(open => $"LXC_{open.Kind.ToUpperInvariant()}_NS", open => open.Path);
        environment[HookSpec.NamespacesVariable] = string.Join(' ', paths.Select(open => $"{open.Kind}:{open.Path}"));
        return environment;
    }

    public void Dispose()
    {
        foreach (var (_, handle) in _open)
            handle.Dispose();
    }
}
