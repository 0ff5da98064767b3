using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

public static class SqliteJournalSetup
{
    // A failed write ends the writer at once; the breaker must not keep the next one waiting: with the default of 30 s
    // nothing was acknowledged for 35 s after an outage of 20 s.
    private const string Hocon = """
        akka.persistence.journal.plugin = "akka.persistence.journal.sql"
        akka.persistence.journal.sql {
          connection-string = "set by code"
          provider-name = "SQLite.MS"
          auto-initialize = off
          tag-write-mode = Csv
          buffer-size = 100000
          batch-size = 2000
          parallelism = 1
          replay-filter.mode = off
          circuit-breaker {
            max-failures = 3
            call-timeout = 20s
            reset-timeout = 2s
          }
        }
        akka.persistence.max-concurrent-recoveries = 50
        akka.actor.serializers.orch-record = "Orchestrator.Persistence.RecordSerializer, Orchestrator.Persistence"
        akka.actor.serialization-bindings {
          "Orchestrator.Actors.Journal.SealedRecord, Orchestrator.Actors" = orch-record
        }
        akka.actor.serialization-identifiers {
          "Orchestrator.Persistence.RecordSerializer, Orchestrator.Persistence" = 27182
        }
        """;

    /// <summary>The journal's reader and the journal itself as services; disposed with them, which frees its lock.</summary>
    public static IServiceCollection AddSqliteJournal(this IServiceCollection services, SqliteJournal journal) =>
        services.AddSingleton(_ => journal).AddSingleton(journal.Reader);

    /// <summary>Makes an opened journal the one that the actors write to.</summary>
    public static AkkaConfigurationBuilder AddSqliteJournal(this AkkaConfigurationBuilder builder, SqliteJournal journal)
    {
        DataOptions options = new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, journal.ConnectionString)
            .UseInterceptor(new JournalConnections(() => journal.MaxPages));
        return builder
            .AddHocon(Hocon, HoconAddMode.Prepend)
            .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
            .AddSetup(new DataOptionsSetup(options));
    }
}
