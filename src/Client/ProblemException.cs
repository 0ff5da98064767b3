using Orchestrator.Contracts;

namespace Orchestrator.Client;

/// <summary>Ends an order with a problem that the user is to read.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem { get; } = problem;
}
