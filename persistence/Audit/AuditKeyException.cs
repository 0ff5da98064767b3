namespace Orchestrator.Persistence.Audit;

/// <summary>The node's key cannot be used. The message says what is wrong, why, and what to do next.</summary>
public sealed class AuditKeyException(string message, Exception? inner = null) : Exception(message, inner);
