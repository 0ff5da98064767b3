namespace Orchestrator.Persistence.Tests.Stores;

public sealed class PostgresImportTests() : ImportSuite(new PostgresTestStore());
