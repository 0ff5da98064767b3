using System.Net;
using Orchestrator.Isolation.Spec;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>One interface with all that is known of it before it is made: the spec, what preparation fixed, and the defaults.</summary>
internal sealed record ContainerInterface
{
    public required NetworkType Type { get; init; }

    /// <summary>Its number among the spec's networks.</summary>
    public required int Index { get; init; }

    public required NetworkSpec Spec { get; init; }

    /// <summary>Null for phys: the device's own.</summary>
    public string? Name { get; init; }

    /// <summary>The host's device: the bridge of a veth pair (or none), what others stand on, or what is moved in.</summary>
    public string? Link { get; init; }

    public MacAddress? Mac { get; init; }

    public uint? Mtu { get; init; }

    public IReadOnlyList<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Null: no default route by it, or over the device alone (<see cref="Device4"/>).</summary>
    public IPAddress? Gateway4 { get; init; }

    public IPAddress? Gateway6 { get; init; }

    public bool Device4 { get; init; }

    public bool Device6 { get; init; }

    /// <summary>The gateway is the address of <see cref="Link"/>, or in router mode the host's end.</summary>
    public bool Auto4 { get; init; }

    public bool Auto6 { get; init; }

    public bool Isolated { get; init; }

    /// <summary>Whether the bridge's port takes packets of its own MAC address alone.</summary>
    public bool SourceFilter { get; init; }

    public bool Up => Spec.Up != false;

    public bool IsVeth => Type is NetworkType.Veth or NetworkType.Network;

    public bool IsRouter => Type == NetworkType.Veth && Spec.Mode == "router";
}
