namespace Orchestrator.Persistence;

/// <summary>
/// The tables that Akka.Persistence.Sql writes, with its default names (see schema.md). They are made here and not by
/// the plugin, so that the ordered scan can read before the first write.
/// </summary>
internal static class JournalSchema
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS "journal" (
            "ordering" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            "created" BIGINT NOT NULL,
            "deleted" BIT NOT NULL,
            "persistence_id" NVARCHAR(255) NOT NULL,
            "sequence_number" BIGINT NOT NULL,
            "tags" NVARCHAR(100) NULL,
            "message" VARBINARY NOT NULL,
            "manifest" NVARCHAR(500) NULL,
            "identifier" INTEGER NULL,
            "writer_uuid" NVARCHAR(128) NULL,
            CONSTRAINT "journal_uq" UNIQUE ("persistence_id", "sequence_number")
        );
        CREATE TABLE IF NOT EXISTS "journal_metadata" (
            "persistence_id" NVARCHAR(255) NOT NULL,
            "sequence_number" BIGINT NOT NULL,
            CONSTRAINT "PK_journal_metadata" PRIMARY KEY ("persistence_id", "sequence_number")
        );
        """;
}
