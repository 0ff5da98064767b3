namespace Orchestrator.Isolation.Spec;

/// <summary>What a network interface of a container is.</summary>
public enum NetworkType
{
    /// <summary>An interface of the network <see cref="NetworkSpec.Network"/>, which was made by <c>network create</c>.</summary>
    Network,

    /// <summary>Nothing of a network but loopback. Stands alone.</summary>
    None,

    /// <summary>LXC's word for <see cref="None"/>. May stand beside others.</summary>
    Empty,

    /// <summary>The host's network namespace. Stands alone.</summary>
    Host,

    /// <summary>A pair (veth(4)): one end inside, the other a port of the bridge <see cref="NetworkSpec.Link"/>, or of none.</summary>
    Veth,

    /// <summary>A device of its own address on top of <see cref="NetworkSpec.Link"/>.</summary>
    Macvlan,

    /// <summary>A device that shares the address of <see cref="NetworkSpec.Link"/>.</summary>
    Ipvlan,

    /// <summary>The tagged packets <see cref="NetworkSpec.VlanId"/> of <see cref="NetworkSpec.Link"/> (802.1Q).</summary>
    Vlan,

    /// <summary>The host's device <see cref="NetworkSpec.Link"/> itself, given back when the container ends.</summary>
    Phys,
}
