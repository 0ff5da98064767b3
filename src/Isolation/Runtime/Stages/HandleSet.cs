using System.Runtime.InteropServices;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Closes everything that was opened for one request, whichever way the request ends.</summary>
internal sealed class HandleSet : IDisposable
{
    private readonly List<SafeHandle> _handles = [];

    public T Keep<T>(T handle)
        where T : SafeHandle
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
