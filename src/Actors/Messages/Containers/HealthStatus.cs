namespace Orchestrator.Actors.Messages.Containers;

/// <summary>What a container's healthcheck has found.</summary>
public enum HealthStatus
{
    /// <summary>Nothing yet that counts.</summary>
    Starting,

    Healthy,

    /// <summary>It failed as often in a row as makes it so.</summary>
    Unhealthy,
}
