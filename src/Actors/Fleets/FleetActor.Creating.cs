using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>A new container: its name is taken, its spec checked against the node, then it is recorded.</summary>
internal sealed partial class FleetActor
{
    private readonly HashSet<string> _namesTaken = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Prepared> _creating = [];

    /// <summary>Until they are recorded or refused: their networks must stay.</summary>
    private readonly Dictionary<Guid, CreateContainer> _preparing = [];

    private void Create(CreateContainer create)
    {
        if (AwaitsNetwork(create))
            return;
        Guid id = _context.Clock.NewId();
        string name = create.Name ?? FreeName(id);
        if ((NameProblem(name) ?? UpperProblem(create.Spec.Root?.Upper)) is { } refusal)
        {
            Sender.Tell(refusal);
            return;
        }
        _namesTaken.Add(name);
        _preparing.Add(id, create);
        create = create with { Spec = SpecPool.Shared(create.Spec) };
        IActorRef asker = Sender;
        Failpoint.Hit("create.before-prepare");
        _calls.Brief((runtime, cancel) => runtime.PrepareAsync(id, name, create.Spec, cancel)).PipeTo(
            Self,
            success: outcome => new Prepared(id, name, create, asker, outcome, null),
            failure: problem => new Prepared(id, name, create, asker, null, problem));
    }

    private void WasPrepared(Prepared prepared)
    {
        if (prepared.Outcome?.Prepared is not { } fixedParts)
        {
            _namesTaken.Remove(prepared.Name);
            _preparing.Remove(prepared.Id);
            prepared.Asker.Tell(prepared.Outcome is { } outcome
                ? new Refusal(outcome.ForNow ? RefusalKind.Unavailable : RefusalKind.Invalid, outcome.Problem ?? "The spec was refused.")
                : new Refusal(RefusalKind.Unavailable, prepared.Problem!.GetBaseException().Message));
            return;
        }
        CreateContainer create = prepared.Command;
        string? batch = create.Job?.Batch;
        List<Entry> entries =
        [
            new Entry(
                new ContainerCreated(prepared.Name, create.Spec, fixedParts, create.AutoRemove, create.Job),
                create.Caller, create.Cause, prepared.Id, prepared.Name, batch),
            .. prepared.Outcome.NewVolumes.Select(volume => new Entry(new VolumeMade(volume), create.Caller, create.Cause)),
        ];
        if (create.Start)
        {
            entries.Add(new Entry(
                new ContainerStartRequested(1, ByPolicy: false), create.Caller, create.Cause, prepared.Id, prepared.Name, batch));
        }
        Failpoint.Hit("create.before-intent");
        _creating[++_tag] = prepared;
        _journal.Tell(new Append(entries, _tag, Refusable: true, Self));
    }

    /// <summary>True if the group was a creation whose container is to run.</summary>
    private bool Created(CommittedGroup group)
    {
        if (!_creating.Remove(group.Tag, out Prepared? prepared))
            return false;
        _namesTaken.Remove(prepared.Name);
        _preparing.Remove(prepared.Id);
        if (!prepared.Command.Start)
        {
            prepared.Asker.Tell(View(_model.Containers[prepared.Id]));
            return false;
        }
        ToChild(prepared.Id, new Expect(prepared.Asker, 1), Self);
        return true;
    }

    private void CreateRefused(AppendRefused refused)
    {
        if (!_creating.Remove(refused.Tag, out Prepared? prepared))
            return;
        _namesTaken.Remove(prepared.Name);
        _preparing.Remove(prepared.Id);
        prepared.Asker.Tell(refused.Refusal);
        Guid id = prepared.Id;
        _calls.Patient(async (runtime, cancel) =>
        {
            await runtime.DestroyAsync(id, cancel).ConfigureAwait(false);
            runtime.Networks.Forget(id);
        }).PipeTo(ActorRefs.Nobody);
    }

    /// <summary>What two containers write into one overlay layer is undefined (overlayfs.rst, "Sharing and copying layers").</summary>
    private Refusal? UpperProblem(string? upper)
    {
        if (upper is null)
            return null;
        string path = Path.TrimEndingDirectorySeparator(upper);
        string? holder = _model.Containers.Values.FirstOrDefault(state => IsIt(state.Spec))?.Name
            ?? (_preparing.Values.FirstOrDefault(making => IsIt(making.Spec)) is { } other ? other.Name ?? "that is being made" : null);
        return holder is null
            ? null
            : new Refusal(RefusalKind.Conflict, $"{upper} takes what container {holder} writes, and two cannot share it. Choose another rootfs.upper, or remove {holder}.");

        bool IsIt(ContainerSpec spec) => spec.Root?.Upper is { } taken && Path.TrimEndingDirectorySeparator(taken) == path;
    }

    private Refusal? NameProblem(string name)
    {
        if (NameRule.Problem("container", name) is { } problem)
            return new Refusal(RefusalKind.Invalid, problem);
        return _model.Names.ContainsKey(name) || _namesTaken.Contains(name) || _renaming.ContainsKey(name)
            ? new Refusal(RefusalKind.Conflict, $"The name {name} is in use. Choose another one, or remove that container.")
            : null;
    }

    private string FreeName(Guid id)
    {
        // The last digits of a UUIDv7 are its random ones.
        string text = id.ToString("N");
        for (int length = 8; length < text.Length; length++)
        {
            string name = "c" + text[^length..];
            if (NameProblem(name) is null)
                return name;
        }
        return text;
    }

    private sealed record Prepared(
        Guid Id, string Name, CreateContainer Command, IActorRef Asker, PrepareOutcome? Outcome, Exception? Problem);
}
