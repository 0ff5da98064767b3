using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.Batches;

/// <param name="Name"><c>BATCH.JOB.INDEX</c>, also the container's name.</param>
/// <param name="Container">Null before the first release and after a removal.</param>
/// <param name="WaitingFor">Why it does not run yet, null if it does or did.</param>
/// <param name="Reason">Why it failed, was skipped or cancelled.</param>
public sealed record MemberView(
    string Name, string Job, int Index, string? Item, MemberPhase State, int Attempts, ExitView? Exit,
    DateTimeOffset? RetryAt, string? WaitingFor, string? Reason, ContainerView? Container);
