namespace Orchestrator.Isolation.Networks;

/// <summary>One network and who has which of its addresses.</summary>
internal sealed class NetworkState(Guid id, NetworkDefinition definition)
{
    public Guid Id { get; } = id;

    public NetworkDefinition Definition { get; } = definition;

    public AddressPool? Pool4 { get; } = definition.Range4 is { } range ? new AddressPool(range, definition.Router4) : null;

    public AddressPool? Pool6 { get; } = definition.Range6 is { } range ? new AddressPool(range, definition.Router6) : null;

    /// <summary>False while its creation is not recorded: nobody may join it yet.</summary>
    public bool Recorded { get; set; }

    public IEnumerable<AddressPool> Pools => new[] { Pool4, Pool6 }.OfType<AddressPool>();
}
