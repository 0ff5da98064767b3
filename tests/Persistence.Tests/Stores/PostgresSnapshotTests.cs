namespace Orchestrator.Persistence.Tests.Stores;

public sealed class PostgresSnapshotTests() : SnapshotSuite(new PostgresTestStore());
