namespace Orchestrator.Persistence.Tests.Stores;

public sealed class SqliteSnapshotTests() : SnapshotSuite(new SqliteTestStore());
