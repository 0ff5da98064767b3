namespace Orchestrator.Persistence.Audit;

/// <summary>The last record that was known to be durable.</summary>
/// <param name="Hash">32 bytes.</param>
public sealed record WitnessedHead(long Seq, byte[] Hash)
{
    public string Hex => Convert.ToHexStringLower(Hash);
}
