namespace Orchestrator.Actors.Messages.Queues;

/// <summary>Changes a class, or makes it.</summary>
/// <param name="Concurrency">Null leaves it; 0 takes the limit away.</param>
/// <param name="Weight">Null leaves it.</param>
public sealed record SetClass(Caller Caller, string Cause, string Name, int? Concurrency, int? Weight)
    : ICommand, IRequest<QueueView>;
