namespace Orchestrator.Persistence.Tests.Stores;

public sealed class SqliteImportTests() : ImportSuite(new SqliteTestStore());
