namespace Orchestrator.Isolation.Seccomp;

/// <summary>A verdict for the calls whose arguments meet all tests.</summary>
internal sealed record RuleCase(IReadOnlyList<ArgumentTest> Tests, Verdict Verdict)
{
    public bool Matches(ReadOnlySpan<ulong> arguments, bool wide)
    {
        foreach (var test in Tests)
        {
            if (!test.Holds(arguments[test.Argument], wide))
                return false;
        }
        return true;
    }
}
