using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Past.Why;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Past;

internal sealed class FleetHistory(
    Moments moments, PastFold fold, StoryReader stories, IContainerRuntime runtime, HistoryGate gate) : IFleetHistory
{
    // Usage of what lives now is not that of then.
    private readonly ContainerViews _views = new(runtime, new UsageBoard(), null);

    public Task<Reply<PastFleet>> ListAsync(Moment at, bool all, LabelSelector? selector, CancellationToken cancel) =>
        AtAsync(at, (model, seq) => new Reply<PastFleet>(
            new PastFleet(
                seq,
                [
                    .. model.Containers.Values
                        .Where(state => (all || state.Lives) && (selector is null || selector.Matches(key => ContainerViews.Label(state, key))))
                        .OrderBy(state => state.CreatedSeq)
                        .Select(state => View(model, state)),
                ]),
            null), cancel);

    public Task<Reply<ContainerView>> GetAsync(Moment at, string container, CancellationToken cancel) =>
        AtAsync(at, (model, seq) => ContainerFinder.Find(model, container, out Guid id) is { } refusal
            ? new Reply<ContainerView>(null, refusal with { Reason = $"After record {seq}: {refusal.Reason}" })
            : new Reply<ContainerView>(View(model, model.Containers[id]), null), cancel);

    public async Task<Reply<FleetDiff>> DiffAsync(Moment from, Moment to, CancellationToken cancel)
    {
        Reply<long> first = await moments.ResolveAsync(from, cancel).ConfigureAwait(false);
        Reply<long> last = await moments.ResolveAsync(to, cancel).ConfigureAwait(false);
        if ((first.Refusal ?? last.Refusal) is { } refusal)
            return new Reply<FleetDiff>(null, refusal);
        if (first.View > last.View)
        {
            return new Reply<FleetDiff>(null, new Refusal(
                RefusalKind.Invalid,
                $"The first moment (record {first.View}) is after the second (record {last.View}). Give the earlier one first."));
        }
        return await WorkAsync(() => DiffAsync(first.View, last.View, cancel), cancel).ConfigureAwait(false);
    }

    public async Task<Reply<WhyAnswer>> WhyAsync(string name, Moment at, CancellationToken cancel)
    {
        Reply<long> seq = await moments.ResolveAsync(at, cancel).ConfigureAwait(false);
        if (seq.Refusal is { } refusal)
            return new Reply<WhyAnswer>(null, refusal);
        return await WorkAsync(
            async () => await stories.ReadAsync(name, seq.View, cancel).ConfigureAwait(false) is { } answer
                ? new Reply<WhyAnswer>(answer, null)
                : new Reply<WhyAnswer>(null, new Refusal(
                    RefusalKind.NotFound,
                    $"Up to record {seq.View} no container or batch was called {name}. See: orch ps -a, orch batch ls.")),
            cancel).ConfigureAwait(false);
    }

    private async Task<Reply<FleetDiff>> DiffAsync(long first, long last, CancellationToken cancel)
    {
        FleetModel model = await fold.ToAsync(first, cancel).ConfigureAwait(false);
        // States never change, they are replaced: what stays the same is held once.
        Dictionary<Guid, ContainerState> before = new(model.Containers);
        FleetFreezeState? freeze = model.Freeze;
        Dictionary<Guid, ContainerState> born = [];
        await fold.GoOnAsync(model, last, Born, cancel).ConfigureAwait(false);
        FleetDiff diff = new(
            first, last,
            Mentions(model.Containers.Values.Where(state => !before.ContainsKey(state.Id))),
            Mentions(before.Values.Where(state => !model.Containers.ContainsKey(state.Id))),
            Mentions(born.Values.Where(state => !model.Containers.ContainsKey(state.Id))),
            [
                .. before.Values.Where(state => model.Containers.ContainsKey(state.Id)).OrderBy(state => state.CreatedSeq)
                    .Select(state => (Now: model.Containers[state.Id], Changes: FleetDiffs.Of(state, model.Containers[state.Id])))
                    .Where(pair => pair.Changes.Count > 0)
                    .Select(pair => new ContainerChange(pair.Now.Id, pair.Now.Name, pair.Changes)),
            ],
            FleetDiffs.Of(freeze, model.Freeze));
        return new Reply<FleetDiff>(diff, null);

        void Born(JournalRecord record)
        {
            if (record is { Event: ContainerCreated, ContainerId: { } id })
                born[id] = model.Containers[id];
        }
    }

    private static IReadOnlyList<ContainerMention> Mentions(IEnumerable<ContainerState> states) =>
        [.. states.OrderBy(state => state.CreatedSeq).Select(FleetDiffs.Mention)];

    private async Task<Reply<T>> AtAsync<T>(Moment at, Func<FleetModel, long, Reply<T>> answer, CancellationToken cancel)
    {
        Reply<long> seq = await moments.ResolveAsync(at, cancel).ConfigureAwait(false);
        return seq.Refusal is { } refusal
            ? new Reply<T>(default, refusal)
            : await WorkAsync(
                async () => answer(await fold.ToAsync(seq.View, cancel).ConfigureAwait(false), seq.View), cancel)
                .ConfigureAwait(false);
    }

    private async Task<Reply<T>> WorkAsync<T>(Func<Task<Reply<T>>> work, CancellationToken cancel)
    {
        try
        {
            return await gate.EnterAsync(work, cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            return new Reply<T>(default, new Refusal(RefusalKind.Unavailable, e.Message));
        }
    }

    private ContainerView View(FleetModel model, ContainerState state) => _views.View(
        state, state.Phase == ContainerPhase.Starting && model.Freeze is not null ? "the thaw of the fleet" : null);
}
