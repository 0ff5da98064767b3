namespace Orchestrator.Actors.Events;

/// <summary>The engine decided, because of the pressure on its node or because there is none any more.</summary>
/// <param name="StallPercent">Part of the time in which no container could go on for want of it.</param>
/// <param name="Weight">What the container counts beside others.</param>
/// <param name="Why">The decision in words.</param>
public sealed record ContainerPressed(
    int Attempt, PressureAction Action, PressureKind Kind, double StallPercent, int Weight, long? MemoryBytes, string Why)
    : IContainerEvent, IAttemptEvent;
