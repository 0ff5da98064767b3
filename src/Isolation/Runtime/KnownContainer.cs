using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>What the journal knows of a container when the daemon starts.</summary>
/// <param name="Attempt">Last attempt whose start was intended; 0 if none. Every container of the journal is listed.</param>
/// <param name="Init">Null when the crash came between intent and outcome.</param>
/// <param name="ShouldLive">True for STARTING, RUNNING, FROZEN and the passing states; false for STOPPED.</param>
public sealed record KnownContainer(
    Guid Id, string Name, int Attempt, InitIdentity? Init, bool ShouldLive, PreparedContainer Prepared, ContainerSpec Spec);
