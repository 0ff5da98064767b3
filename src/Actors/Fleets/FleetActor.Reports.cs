using System.Globalization;
using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Pressure;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Fleets;

/// <summary>What the runtime tells of containers that live on.</summary>
internal sealed partial class FleetActor
{
    private const string OutputOwner = "output";

    /// <summary>Recorded also when the container has ended meanwhile: the kernel's log may come after the exit.</summary>
    private void Killed(OomKill kill)
    {
        if (!_model.Containers.TryGetValue(kill.Id, out ContainerState? state))
            return;
        _journal.Tell(new Append(
            [
                new Entry(
                    new ContainerOomKilled(kill.Attempt, kill.Level, kill.Process, kill.Pid, kill.Uid, kill.At),
                    Caller.Engine, "the kernel's log", state.Id, state.Name, state.Job?.Batch, kill.Attempt),
            ],
            ++_tag, Refusable: false, ActorRefs.Nobody));
    }

    /// <summary>Recorded once the kernel has it.</summary>
    private void GiveBackShare(ContainerState state) => _calls.Brief((runtime, cancel) =>
            runtime.UpdateAsync(state.Id, new ResourceLimits { CpuWeight = Weights.Of(state.Spec.Resources) }, cancel))
        .PipeTo(
            Self,
            success: problem => new ShareGivenBack(state, problem),
            failure: problem => new ShareGivenBack(state, problem.GetBaseException().Message));

    private void GivenBack(ShareGivenBack given)
    {
        if (given.Problem is { } problem)
            _log.Warning("{0} keeps the smallest share of the CPUs, which pressure left it: {1}", given.State.Name, problem);
        else
            _journal.Tell(new Append([PressureActor.GivenBack(given.State)], ++_tag, Refusable: false, ActorRefs.Nobody));
    }

    private sealed record ShareGivenBack(ContainerState State, string? Problem);

    /// <summary>
    /// Back-pressure on what writes into a file by itself: it pauses until its rate is what it may be, and goes on by the
    /// lease of its freeze. Output may come before the record of the start is durable: then the freeze follows the start.
    /// </summary>
    private void Flooded(LogFlood flood)
    {
        if (_journalProblem is not null || !_model.Containers.TryGetValue(flood.Id, out ContainerState? state)
            || state.Attempt != flood.Attempt || state.Phase is not (ContainerPhase.Starting or ContainerPhase.Running))
            return;
        string reason = string.Create(
            CultureInfo.InvariantCulture,
            $"{flood.Bytes} bytes of output in {flood.Took.TotalSeconds:0.0} s, it may write {flood.MaxRate} a second");
        ToChild(flood.Id, new FreezeContainer(Caller.Engine, "its output is too fast", flood.Id.ToString(), reason, flood.Hold, OutputOwner), ActorRefs.Nobody);
    }
}
