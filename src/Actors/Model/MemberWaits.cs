using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Model;

/// <summary>What a member waits for, as far as its batch's durable state tells.</summary>
internal static class MemberWaits
{
    public static string? For(BatchState batch, MemberState member)
    {
        if (member.Phase == MemberPhase.Queued && JobReadiness.Of(batch, member) is { Kind: ReadinessKind.Waiting, Reason: { } reason })
            return reason;
        return batch.IsHeld(member)
            ? $"its release: {Held(batch, member)} is held. Release it: orch batch release {batch.Name}{Part(batch, member)}"
            : null;
    }

    private static string Held(BatchState batch, MemberState member) => Hold(batch, member) switch
    {
        "" => $"batch {batch.Name}",
        { } hold => hold.Contains('.', StringComparison.Ordinal) ? $"member {hold}" : $"job {hold}",
    };

    private static string Part(BatchState batch, MemberState member) => Hold(batch, member) is { Length: > 0 } hold ? $" {hold}" : "";

    private static string Hold(BatchState batch, MemberState member)
    {
        string job = batch.Definition.Jobs[member.Job].Name;
        return batch.Holds.First(hold => hold.Length == 0 || hold == job || hold == BatchState.HoldName(job, member.Index));
    }
}
