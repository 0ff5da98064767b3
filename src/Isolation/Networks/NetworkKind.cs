namespace Orchestrator.Isolation.Networks;

public enum NetworkKind
{
    /// <summary>A bridge of the engine's own, with addresses, names and a way out by the host.</summary>
    Bridge,

    /// <summary>Devices on a device of the host, each with a MAC address of its own: containers are neighbours of the host's network.</summary>
    Macvlan,

    /// <summary>The same with the host device's MAC address.</summary>
    Ipvlan,
}
