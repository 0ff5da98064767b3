namespace Orchestrator.Persistence.Tests.Stores;

public sealed class PostgresFleetTests() : FleetSuite(new PostgresTestStore())
{
    protected override string Tampering =>
        "UPDATE journal SET message = overlay(message placing '\"bob\"'::bytea from position('\"ann\"'::bytea in message)) WHERE sequence_number = 2";
}
