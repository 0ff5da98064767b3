namespace Orchestrator.Isolation.Network;

/// <summary>An address that a device of the host answers for.</summary>
internal sealed record ProxiedAddress(string Link, string Address);
