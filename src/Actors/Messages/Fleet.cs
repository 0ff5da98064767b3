namespace Orchestrator.Actors.Messages;

/// <summary>
/// Key of the root actor: <c>IRequiredActor&lt;Fleet&gt;</c>. It takes every <see cref="IRequest{TView}"/>; use
/// <see cref="FleetRequests.RequestAsync"/>. Requests that arrive before the fleet is restored wait for it.
/// </summary>
public sealed class Fleet;
