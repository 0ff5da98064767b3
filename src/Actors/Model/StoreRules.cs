using System.Collections.Immutable;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Model;

/// <summary>Snapshots and copies: one at a time for each container. Its effects are in one line with starts and removals.</summary>
internal static class StoreRules
{
    /// <summary>Whose freeze holds a container while its files are copied.</summary>
    public const string FreezeOwner = "storage";

    public static Decision Begin(ContainerState state, Order order)
    {
        if (state.Storing is { } storing)
            return Decision.Refuse(RefusalKind.Busy, $"{Word(storing.Kind)} of {state.Name} is under way. Try again when it has ended.");
        return order switch
        {
            Order.Snapshot { Name: var name } when Has(state, name) =>
                Decision.Refuse(RefusalKind.Conflict, $"{state.Name} has a snapshot {name} already. Choose another name, or remove it: orch snapshot rm {state.Name} {name}"),
            Order.Snapshot snapshot => Decision.Record(new ContainerSnapshotRequested(snapshot.Name, snapshot.Comment)),
            Order.Restore { Name: var name } => Has(state, name) ? Decision.Record(new ContainerRestoreRequested(name)) : Missing(state, name),
            Order.RemoveSnapshot { Name: var name } => Has(state, name) ? Decision.Record(new ContainerSnapshotRemoveRequested(name)) : Missing(state, name),
            Order.Copy { From: { } name } when !Has(state, name) => Missing(state, name),
            Order.Copy copy => Decision.Record(new ContainerCopyRequested(copy.CopyId, copy.CopyName, copy.From, copy.Share)),
            _ => throw new InvalidOperationException($"No rule for {order.Kind}."),
        };
    }

    public static Decision Done(ContainerState state, Order.StoreDone done) => state.Storing switch
    {
        { Kind: StoreKind.Snapshot, Snapshot: { } name } => Decision.Record(new ContainerSnapshotTaken(name, done.Bytes, done.How)),
        { Kind: StoreKind.Restore, Snapshot: { } name } => Decision.Record(new ContainerRestored(name)),
        { Kind: StoreKind.RemoveSnapshot, Snapshot: { } name } => Decision.Record(new ContainerSnapshotRemoved(name)),
        { Kind: StoreKind.Copy, CopyId: { } id } => Decision.Record(new ContainerCopied(id, done.CopyName ?? "", done.Bytes, done.How)),
        _ => Decision.Of(Verdict.Late),
    };

    /// <summary>Null: the event is not about this.</summary>
    public static ContainerState? Evolve(ContainerState state, JournalRecord record) => record.Event switch
    {
        ContainerSnapshotRequested e => Began(state, record, StoreKind.Snapshot, e.Snapshot, e.Comment),
        ContainerRestoreRequested e => Began(state, record, StoreKind.Restore, e.Snapshot),
        ContainerSnapshotRemoveRequested e => Began(state, record, StoreKind.RemoveSnapshot, e.Snapshot),
        ContainerCopyRequested e => Began(state, record, StoreKind.Copy, e.Snapshot) is { } began
            ? began with { Storing = began.Storing! with { CopyId = e.CopyId } }
            : state,
        ContainerSnapshotTaken e when state.Storing is { } storing => state with
        {
            Storing = null,
            Snapshots = (state.Snapshots ?? []).Add(new SnapshotView(e.Snapshot, storing.Comment, storing.Since, storing.By, e.Bytes, e.How)),
        },
        ContainerSnapshotRemoved e => state with
        {
            Storing = null, Snapshots = state.Snapshots?.RemoveAll(one => one.Name == e.Snapshot) is { Count: > 0 } left ? left : null,
        },
        ContainerRestored or ContainerCopied or ContainerStoreFailed => state with { Storing = null },
        _ => null,
    };

    /// <summary>The first of <c>snap0</c>, <c>snap1</c> … that is free, as LXC names them.</summary>
    public static string FreeName(ContainerState state)
    {
        for (int number = 0; ; number++)
        {
            string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"snap{number}");
            if (!Has(state, name))
                return name;
        }
    }

    public static string Word(StoreKind kind) => kind switch
    {
        StoreKind.Snapshot => "A snapshot",
        StoreKind.Restore => "A restore",
        StoreKind.RemoveSnapshot => "The removal of a snapshot",
        _ => "A copy",
    };

    private static ContainerState Began(ContainerState state, JournalRecord record, StoreKind kind, string? snapshot, string? comment = null) =>
        state with { Storing = new StoreState(kind, record.Caller, record.Time) { Snapshot = snapshot, Comment = comment } };

    private static bool Has(ContainerState state, string name) => state.Snapshots?.Exists(one => one.Name == name) == true;

    private static Decision Missing(ContainerState state, string name) => Decision.Refuse(
        RefusalKind.NotFound, state.Snapshots is { Count: > 0 } all
            ? $"{state.Name} has no snapshot {name}; it has {string.Join(", ", all.Select(one => one.Name))}."
            : $"{state.Name} has no snapshots. Make one: orch snapshot create {state.Name}");
}
