using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

/// <summary>It went on through a restart of the daemon.</summary>
public sealed record ContainerAdopted(int Attempt, InitIdentity Init) : IContainerEvent, IAttemptEvent;
