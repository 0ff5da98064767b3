namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// How many descriptors accounting may keep open. With thousands of containers the limit of open files (RLIMIT_NOFILE)
/// would otherwise be used up by counters, and no container could be started any more.
/// </summary>
internal sealed class DescriptorBudget(int limit)
{
    private int _used;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _used) <= limit)
            return true;
        Interlocked.Decrement(ref _used);
        return false;
    }

    public void Return() => Interlocked.Decrement(ref _used);
}
