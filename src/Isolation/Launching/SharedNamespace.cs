using System.Runtime.InteropServices;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>Opens the namespaces of others that a container shares.</summary>
internal static class SharedNamespace
{
    public static IReadOnlyDictionary<string, SafeHandle>? Open(NamespaceSpec namespaces, HandleSet handles, out string? problem)
    {
        problem = null;
        var opened = new Dictionary<string, SafeHandle>(StringComparer.Ordinal);
        foreach (var (name, path) in namespaces.Join ?? new Dictionary<string, string>())
        {
            var fd = Fcntl.openat(Fcntl.AT_FDCWD, path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK, 0);
            if (fd < 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                problem = $"The {name} namespace {path} cannot be opened: {Errno.Describe(errno)} ({Errno.Name(errno)}). Is its owner still there?";
                return null;
            }
            opened[name] = handles.Keep(new Descriptor(fd));
        }
        return opened;
    }
}
