namespace Orchestrator.Security.Tests;

/// <summary>What became of a test, all its runs together.</summary>
internal enum TestOutcome
{
    NotRun,
    Skipped,
    Passed,
    Failed,
}
