using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Network;

/// <summary>An interface that is there.</summary>
/// <param name="Name">Inside.</param>
/// <param name="Inside">Its index there.</param>
/// <param name="HostName">The host's end of a veth pair; null for other kinds.</param>
/// <param name="Host">Its index; 0 for other kinds.</param>
/// <param name="Mac">Its address, as the kernel gave or took it.</param>
internal sealed record AttachedInterface(
    ContainerInterface Wanted, string Name, int Inside, string? HostName, int Host, string? Mac)
{
    /// <summary>The device that holds back what the container sends; 0: none.</summary>
    public int Shaper { get; init; }

    public NetworkType Type => Wanted.Type;
}
