namespace Orchestrator.Persistence.Audit;

/// <summary>What a verification found.</summary>
/// <param name="Source">For people: which journal or file.</param>
/// <param name="First">First record that was there.</param>
/// <param name="Last">Last record that is sound.</param>
/// <param name="Head">Its hash, lower-case hex.</param>
/// <param name="VouchedThrough">Last record that a signature vouches for; null when none does.</param>
/// <param name="Finding">Null when all is sound.</param>
/// <param name="Notes">What is to be known though nothing is wrong.</param>
public sealed record AuditReport(
    string Source, long Records, long First, long Last, string Head, long? VouchedThrough,
    IReadOnlyCollection<SigningKey> Keys, IReadOnlyList<ArchiveCheck> Archives, AuditFinding? Finding,
    IReadOnlyList<string> Notes)
{
    public bool IsSound => Finding is null;
}
