using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Networks;

/// <summary>Has ports of the host lead to a container, or no longer. Answered with all that it has then.</summary>
/// <param name="Add">A host port of 0 is chosen.</param>
/// <param name="Remove">Each must be there as it was given.</param>
public sealed record ChangePorts(
    Caller Caller, string Cause, string Container, IReadOnlyList<PortSpec> Add, IReadOnlyList<PortSpec> Remove)
    : ICommand, IRequest<IReadOnlyList<PortSpec>>;
