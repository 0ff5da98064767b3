namespace Orchestrator.Isolation.Network;

/// <summary>A device of the host that a container has for the time being, as it was before.</summary>
/// <param name="Inside">Its index in the container's namespace, which nobody there can change.</param>
internal sealed record MovedDevice(int Inside, string Name, string? Mac, uint Mtu, bool Up);
