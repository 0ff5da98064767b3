using Orchestrator.Actors.Events;

namespace Orchestrator.Actors.Journal;

/// <summary>Stands for an event that can be made only when its place in the chain is known.</summary>
internal interface IPlacedEvent : IEvent
{
    IEvent At(long seqBefore, ReadOnlySpan<byte> hashBefore, DateTimeOffset time);
}
