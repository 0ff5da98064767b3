using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts.History;

namespace Orchestrator.Daemon.Mapping;

/// <summary>From what the history says to the API's views.</summary>
internal static class HistoryMapper
{
    public static FleetDiffView ToView(FleetDiff from) => new()
    {
        FromSeq = from.FromSeq,
        ToSeq = from.ToSeq,
        Created = Mentions(from.Created),
        Removed = Mentions(from.Removed),
        Passing = Mentions(from.Passing),
        Changed = [.. from.Changed.Select(c => new ContainerChangeView(c.Name, c.Id, Changes(c.Changes)))],
        Fleet = Changes(from.Fleet),
    };

    public static WhyView ToView(WhyAnswer from) => new()
    {
        Name = from.Name,
        Kind = from.Kind,
        State = from.State,
        Seq = from.Seq,
        Summary = from.Summary,
        Chain = [.. from.Chain.Select(line => new WhyLineView(line.Seq, line.Time, line.Text))],
    };

    public static RestorePlanView ToView(RestorePlan from) => new()
    {
        Seq = from.Seq,
        Adopted = from.Adopted,
        Ended = from.Ended,
        Relaunched = from.Relaunched,
        Containers =
        [
            .. from.Containers.Select(c => new PlannedContainerView(
                c.Name, c.Id, ViewMapper.State(c.State), ViewMapper.State(c.Then),
                System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(c.Action.ToString()), c.Why)),
        ],
        Batches = [.. from.Batches.Select(b => new PlannedBatchView(b.Name, b.Id, b.Why))],
        Fleet = from.Fleet,
    };

    private static IReadOnlyList<ContainerMentionView> Mentions(IReadOnlyList<ContainerMention> from) =>
        [.. from.Select(m => new ContainerMentionView(m.Name, m.Id, ViewMapper.State(m.State)))];

    private static IReadOnlyList<FieldChangeView> Changes(IReadOnlyList<FieldChange> from) =>
        [.. from.Select(c => new FieldChangeView(c.What, c.From, c.To))];
}
