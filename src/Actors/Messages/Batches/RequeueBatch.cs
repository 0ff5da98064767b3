namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Puts members back into the queue: those that failed, were cancelled or skipped.</summary>
/// <param name="Part">Null: all of it; else JOB or JOB.INDEX.</param>
/// <param name="Running">Those that run too: they are ended and run again.</param>
/// <param name="Succeeded">Those that succeeded too.</param>
public sealed record RequeueBatch(Caller Caller, string Cause, string Batch, string? Part, bool Running, bool Succeeded)
    : ICommand, IRequest<BatchView>;
