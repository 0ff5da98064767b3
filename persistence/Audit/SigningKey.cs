namespace Orchestrator.Persistence.Audit;

/// <summary>A key that signed checkpoints of a journal.</summary>
/// <param name="first">The first checkpoint by it.</param>
public sealed class SigningKey(AuditPublicKey key, bool trusted, long first)
{
    public AuditPublicKey Key => key;

    public string Fingerprint => key.Fingerprint;

    /// <summary>Whoever asked knows that it is the node's.</summary>
    public bool Trusted => trusted;

    public long First { get; } = first;

    public long Last { get; private set; } = first;

    public int Checkpoints { get; private set; }

    internal void Count(long seq)
    {
        Last = seq;
        Checkpoints++;
    }
}
