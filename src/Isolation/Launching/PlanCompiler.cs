namespace Orchestrator.Isolation.Launching;

/// <summary>
/// Turns a resolved container into a launch plan: the one place that knows in which order a container is made.
/// Pure: no I/O, may be called from any thread, takes some ten microseconds.
/// </summary>
public static class PlanCompiler
{
    public static CompiledPlan Compile(ResolvedLaunch launch) => throw new NotSupportedException();

    public static CompiledPlan Compile(ResolvedExec exec) => throw new NotSupportedException();
}
