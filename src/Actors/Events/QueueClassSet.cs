using Orchestrator.Actors.Messages.Queues;

namespace Orchestrator.Actors.Events;

public sealed record QueueClassSet(JobClass Class) : IQueueEvent;
