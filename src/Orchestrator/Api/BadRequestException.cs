namespace Orchestrator.Daemon.Api;

/// <summary>The request cannot be understood; ends it with 400.</summary>
internal sealed class BadRequestException(string message) : Exception(message);
