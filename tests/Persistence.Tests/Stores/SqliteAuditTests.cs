namespace Orchestrator.Persistence.Tests.Stores;

public sealed class SqliteAuditTests() : AuditSuite(new SqliteTestStore())
{
    protected override ITestStore Other() => new PostgresTestStore();
}
