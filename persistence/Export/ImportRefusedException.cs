namespace Orchestrator.Persistence.Export;

/// <summary>A file is not imported. The message says why, and what to do next; nothing was changed.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);
