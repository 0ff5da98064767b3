namespace Orchestrator.Actors.Audit;

/// <summary>What the actors need to make the journal tamper-evident; without it they record events only.</summary>
/// <param name="Node">Name of the node, as checkpoints tell it.</param>
/// <param name="CheckpointEvents">Records between two checkpoints.</param>
/// <param name="CheckpointInterval">Longest time that new records wait for a checkpoint.</param>
public sealed record AuditServices(
    IAuditSigner Signer, IHeadWitness Witness, string Node, int CheckpointEvents, TimeSpan CheckpointInterval);
