using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Serving;

/// <summary>
/// Detached mounts that nobody needs any more. Closing one waits for all processors to leave what they read meanwhile
/// (synchronize_rcu_expedited in namespace_unlock, fs/namespace.c), milliseconds on a busy machine, and no launch or end may
/// wait for that: it is done when nothing else is to be done.
/// </summary>
internal sealed class Litter(uint highFd)
{
    /// <summary>A launcher that is never idle closes one for each that it makes.</summary>
    private const int Most = 64;

    /// <summary>The end of what was just started may come before that.</summary>
    private const int PauseMs = 10;

    private readonly Queue<int> _mounts = new();
    private bool _idle;

    /// <summary>Above the descriptors that children copy: the last to close a mount must not be one of them.</summary>
    public void Add(int mount) => _mounts.Enqueue(Launching.Raise(mount, highFd));

    /// <param name="timeoutMs">How long may be waited for the next event; -1: for ever.</param>
    public int Wait(int timeoutMs)
    {
        if (_mounts.Count == 0)
            return timeoutMs;
        var pause = _idle ? 0 : PauseMs;
        return timeoutMs < 0 ? pause : Math.Min(pause, timeoutMs);
    }

    /// <param name="idle">Nothing happened in that time.</param>
    public void CloseOne(bool idle)
    {
        _idle = idle;
        if ((idle || _mounts.Count > Most) && _mounts.TryDequeue(out var mount))
            RawFile.close(mount);
    }
}
