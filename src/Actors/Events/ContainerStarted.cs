using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

/// <param name="At">
/// When the launcher was asked, by which a payload that ends at once still has a run time; null: when it was recorded.
/// </param>
public sealed record ContainerStarted(int Attempt, InitIdentity Init, DateTimeOffset? At = null) : IContainerEvent, IAttemptEvent;
