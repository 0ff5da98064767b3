namespace Orchestrator.Actors.Messages.History;

/// <summary>Why something is in its state, in words.</summary>
/// <param name="Kind"><c>container</c>, <c>member</c> (of a batch, without a container yet) or <c>batch</c>.</param>
/// <param name="State">E.g. RUNNING, or REMOVED.</param>
/// <param name="Seq">The last record that was looked at.</param>
public sealed record WhyAnswer(
    string Name, string Kind, string State, long Seq, string Summary, IReadOnlyList<WhyLine> Chain);
