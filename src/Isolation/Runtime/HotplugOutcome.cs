using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <param name="Problem">Null: done; else what stands in the way.</param>
/// <param name="Rule">Of a device the rule that holds now.</param>
public sealed record HotplugOutcome(string? Problem, DeviceRuleSpec? Rule = null);
