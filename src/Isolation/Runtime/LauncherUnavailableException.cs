namespace Orchestrator.Isolation.Runtime;

/// <summary>The launcher cannot be reached for now; the request was not carried out or its answer was lost.</summary>
public sealed class LauncherUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
