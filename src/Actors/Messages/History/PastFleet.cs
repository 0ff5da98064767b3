using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.History;

/// <summary>The containers as they were, in the order of creation; removed ones that were there then are among them.</summary>
/// <param name="Seq">The last record that counts.</param>
public sealed record PastFleet(long Seq, IReadOnlyList<ContainerView> Containers);
