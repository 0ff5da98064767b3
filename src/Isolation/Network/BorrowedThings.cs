namespace Orchestrator.Isolation.Network;

/// <summary>What of the host was lent to one attempt of a container, and has to be as before when it ends.</summary>
internal sealed record BorrowedThings
{
    public IReadOnlyList<MovedDevice> Devices { get; init; } = [];

    public IReadOnlyList<ProxiedAddress> Proxies { get; init; } = [];

    public bool IsEmpty => Devices.Count == 0 && Proxies.Count == 0;
}
