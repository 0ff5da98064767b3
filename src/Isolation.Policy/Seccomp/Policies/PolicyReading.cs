namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>What a reader made of a text. There is a policy only without errors.</summary>
internal sealed record PolicyReading(ISeccompPolicy? Policy, IReadOnlyList<PolicyProblem> Problems)
{
    public IEnumerable<PolicyProblem> Errors => Problems.Where(problem => problem.IsError);

    public IEnumerable<PolicyProblem> Warnings => Problems.Where(problem => !problem.IsError);
}
