namespace Orchestrator.Isolation.Seccomp;

/// <summary>The first case that matches decides, else <paramref name="Otherwise"/>.</summary>
internal sealed record SyscallRule(IReadOnlyList<RuleCase> Cases, Verdict Otherwise)
{
    public SyscallRule(Verdict always)
        : this([], always)
    {
    }

    public bool IsSimple => Cases.Count == 0;

    public Verdict Decide(ReadOnlySpan<ulong> arguments, bool wide)
    {
        foreach (var one in Cases)
        {
            if (one.Matches(arguments, wide))
                return one.Verdict;
        }
        return Otherwise;
    }
}
