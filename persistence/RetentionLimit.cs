namespace Orchestrator.Persistence;

/// <summary>
/// The newest record is never removed: Akka.Persistence.Sql takes the highest sequence number from the table itself
/// (BaseByteArrayJournalDao, native mode), so after an empty table it would begin again at 1.
/// </summary>
internal static class RetentionLimit
{
    public static void Check(long through, long newest)
    {
        if (through >= newest)
            throw new ArgumentOutOfRangeException(
                nameof(through), through, $"The newest record is {newest}; it must stay, because the next number is counted from it.");
    }
}
