using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.History;

/// <summary>
/// The fleet as it was, folded from the journal apart from the actors: it holds up nobody but other questions of its
/// kind. Registered as a service by <c>AddOrchestratorActorServices</c>.
/// </summary>
public interface IFleetHistory
{
    /// <param name="all">False: only those that lived then.</param>
    Task<Reply<PastFleet>> ListAsync(Moment at, bool all, LabelSelector? selector, CancellationToken cancel);

    /// <param name="container">Name at that moment, id, or the beginning or end of an id.</param>
    Task<Reply<ContainerView>> GetAsync(Moment at, string container, CancellationToken cancel);

    Task<Reply<FleetDiff>> DiffAsync(Moment from, Moment to, CancellationToken cancel);

    /// <summary>Why a container, a member of a batch or a batch is in its state, also when it was removed long ago.</summary>
    /// <param name="name">What had that name last up to the moment is meant; for a container also (part of) its id.</param>
    Task<Reply<WhyAnswer>> WhyAsync(string name, Moment at, CancellationToken cancel);
}
