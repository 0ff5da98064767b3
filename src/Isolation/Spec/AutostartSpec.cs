namespace Orchestrator.Isolation.Spec;

/// <summary>Whether, when and with which others <c>orch autostart</c> starts a container.</summary>
/// <param name="Delay">Seconds to wait after it.</param>
/// <param name="Order">Lower is earlier.</param>
public sealed record AutostartSpec(bool Auto, int Delay, int Order, IReadOnlyList<string> Groups);
