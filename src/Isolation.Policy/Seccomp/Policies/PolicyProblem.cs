namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>What is wrong or doubtful at one place of a policy. An error refuses the policy, a warning is reported.</summary>
public sealed record PolicyProblem(int Line, int Column, string Message, bool IsError)
{
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}
