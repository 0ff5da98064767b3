namespace Orchestrator.Persistence.Tests.Stores;

public sealed class SqliteFleetTests() : FleetSuite(new SqliteTestStore())
{
    protected override string Tampering =>
        "UPDATE journal SET message = replace(message, '\"ann\"', '\"bob\"') WHERE sequence_number = 2";
}
