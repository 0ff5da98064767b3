using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

public sealed record LaunchOrder(Guid Id, string Name, int Attempt, ContainerSpec Spec, PreparedContainer Prepared);
