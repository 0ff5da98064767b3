namespace Orchestrator.Persistence;

/// <summary>The journal cannot be opened. The message says what is wrong, why, and what to do next.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
