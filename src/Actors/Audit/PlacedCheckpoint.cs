using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Audit;

/// <summary>A checkpoint that is still to be signed.</summary>
internal sealed record PlacedCheckpoint(IAuditSigner Signer, string Node) : IPlacedEvent
{
    public IEvent At(long seqBefore, ReadOnlySpan<byte> hashBefore, DateTimeOffset time)
    {
        string hash = Convert.ToHexStringLower(hashBefore);
        byte[] signature = Signer.Sign(CheckpointText.Of(Node, seqBefore, hash, time));
        return new AuditCheckpoint(
            Node, seqBefore, hash, time, Convert.ToBase64String(Signer.PublicKey.Span), Convert.ToBase64String(signature));
    }
}
