using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Model;

/// <summary>A partial freeze or thaw whose outcome is not recorded yet: after a crash it is carried on.</summary>
/// <param name="Members">Whom the selector fitted when it was asked for.</param>
internal sealed record FreezeSelection(
    Guid Operation, string Selector, bool Freezes, Caller Caller, string Cause, string? Owner, bool Force, string? Reason,
    DateTimeOffset? Until, IReadOnlyDictionary<string, Guid> Members);
