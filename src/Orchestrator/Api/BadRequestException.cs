namespace Orchestrator.Daemon.Api;

/// <summary>The request cannot be understood; ends it with 400.</summary>
internal sealed class BadRequestException(string message, string? detail = null, string? next = null) : Exception(message)
{
    public string? Detail { get; } = detail;

    public string? Next { get; } = next;
}
