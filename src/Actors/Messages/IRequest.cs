namespace Orchestrator.Actors.Messages;

/// <summary>A question or order to the fleet that is answered by a <see cref="Reply{TView}"/>.</summary>
public interface IRequest<TView>;
