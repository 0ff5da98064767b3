using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>One durable event and the container before and after it.</summary>
internal sealed record Step(JournalRecord Record, ContainerState? Before, ContainerState? After);
