namespace Orchestrator.Persistence.Tests.Stores;

public sealed class PostgresAuditTests() : AuditSuite(new PostgresTestStore())
{
    protected override ITestStore Other() => new SqliteTestStore();
}
