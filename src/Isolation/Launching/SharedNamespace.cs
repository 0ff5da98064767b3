using System.Globalization;
using System.Runtime.InteropServices;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>Opens the namespaces of others that a container shares.</summary>
internal static class SharedNamespace
{
    /// <param name="initOf">The init of a container that runs, or null.</param>
    public static IReadOnlyDictionary<string, SafeHandle>? Open(
        NamespaceSpec namespaces, HandleSet handles, Func<Guid, InitIdentity?> initOf, out string? problem)
    {
        problem = null;
        var opened = new Dictionary<string, SafeHandle>(StringComparer.Ordinal);
        foreach (var (name, source) in namespaces.Join ?? new Dictionary<string, string>())
        {
            InitIdentity? owner = null;
            if (NamespaceSource.Container(source) is { } id && (owner = initOf(id)) is null)
            {
                problem = $"The container {id}, whose {name} namespace is shared, does not run. Start it first (orch start {id}).";
                return null;
            }
            var path = owner is null ? source : string.Create(CultureInfo.InvariantCulture, $"/proc/{owner.Pid}/ns/{name}");
            var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK, 0);
            if (fd < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                problem = $"The {name} namespace {path} cannot be opened: {Errno.Describe(errno)} ({Errno.Name(errno)}). Is its owner still there?";
                return null;
            }
            opened[name] = handles.Keep(new Descriptor(fd));
            // Looked at after it was opened: had the pid become another's, the start would differ.
            if (owner is not null && ProcessStat.TryRead(owner.Pid)?.StartTicks != owner.StartTicks)
            {
                problem = $"The container {NamespaceSource.Container(source)}, whose {name} namespace is shared, ended just now. Start it first.";
                return null;
            }
        }
        return opened;
    }
}
