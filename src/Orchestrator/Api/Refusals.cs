using Orchestrator.Actors.Messages;
using Orchestrator.Contracts;

namespace Orchestrator.Daemon.Api;

internal static class Refusals
{
    public static Problem ToProblem(Refusal refusal) => new()
    {
        Type = $"urn:orch:{refusal.Kind.ToString().ToLowerInvariant()}",
        Title = refusal.Reason,
        Status = refusal.Kind switch
        {
            RefusalKind.NotFound => 404,
            RefusalKind.Conflict => 409,
            RefusalKind.Busy => 429,
            RefusalKind.Unavailable => 503,
            _ => 400,
        },
        ExitCode = refusal.ExitCode,
    };
}
