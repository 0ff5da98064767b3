using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using LinqToDB;

namespace Orchestrator.Persistence;

/// <summary>The settings of Akka.Persistence.Sql that every store shares.</summary>
internal static class JournalPlugin
{
    // A failed write ends the writer at once; the breaker must not keep the next one waiting: with the default of 30 s
    // nothing was acknowledged for 35 s after an outage of 20 s.
    private const string Hocon = """
        akka.persistence.journal.plugin = "akka.persistence.journal.sql"
        akka.persistence.journal.sql {
          connection-string = "set by code"
          auto-initialize = off
          tag-write-mode = Csv
          buffer-size = 100000
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

    /// <param name="provider">linq2db's name of the database.</param>
    /// <param name="writing">The rest of <c>akka.persistence.journal.sql</c>: how writes are gathered.</param>
    public static void Add(AkkaConfigurationBuilder builder, DataOptions options, string provider, string writing) => builder
        .AddHocon(
            $$"""
            akka.persistence.journal.sql {
              provider-name = "{{provider}}"
              {{writing}}
            }
            """,
            HoconAddMode.Prepend)
        .AddHocon(Hocon, HoconAddMode.Prepend)
        .AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append)
        .AddSetup(new DataOptionsSetup(options));
}
