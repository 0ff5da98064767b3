namespace Orchestrator.Actors.Audit;

/// <summary>The key of the node.</summary>
public interface IAuditSigner
{
    /// <summary>Ed25519, 32 bytes.</summary>
    ReadOnlyMemory<byte> PublicKey { get; }

    byte[] Sign(ReadOnlySpan<byte> text);
}
