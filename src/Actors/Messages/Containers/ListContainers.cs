namespace Orchestrator.Actors.Messages.Containers;

/// <summary>In the order of creation.</summary>
/// <param name="All">False: only those that live.</param>
public sealed record ListContainers(bool All = true, LabelSelector? Selector = null)
    : IRequest<IReadOnlyList<ContainerView>>;
