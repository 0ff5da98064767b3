using System.Runtime.InteropServices;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Closes everything that was opened for one request, whichever way the request ends.</summary>
internal sealed class HandleSet : IDisposable
{
    private readonly List<SafeHandle> _handles = [];

    public SafeHandle Keep(SafeHandle handle)
    {
        _handles.Add(handle);
        return handle;
    }

    public void Dispose()
    {
        foreach (var handle in _handles)
            handle.Dispose();
    }
}
