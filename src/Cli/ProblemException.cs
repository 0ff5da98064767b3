using Orchestrator.Contracts;

namespace Orchestrator.Cli;

/// <summary>Ends a verb with a problem that the user is to read.</summary>
internal sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem { get; } = problem;
}
