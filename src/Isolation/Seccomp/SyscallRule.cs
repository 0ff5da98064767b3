namespace Orchestrator.Isolation.Seccomp;

/// <summary>The first case that matches decides, else <paramref name="Otherwise"/>.</summary>
internal sealed record SyscallRule(IReadOnlyList<ArgumentCase> Cases, SeccompAction Otherwise)
{
    public SyscallRule(SeccompAction always) : this([], always)
    {
    }

    public bool IsSimple => Cases.Count == 0;

    public SeccompAction Decide(ReadOnlySpan<ulong> arguments)
    {
        foreach (var test in Cases)
        {
            if (((uint)arguments[test.Argument] & test.Mask) == test.Value)
                return test.Action;
        }
        return Otherwise;
    }
}
