using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Isolation.Tests.Support;

public sealed record Finished(InitExit Exit, string Stdout, string Stderr)
{
    public int? Code => Exit.Status.Code;

    public string[] Lines => Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
