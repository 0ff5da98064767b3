using Akka.Actor;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>Which order each command is, and which event answers it.</summary>
internal sealed partial class ContainerActor
{
    private const int SigKill = 9;

    private void Ordered(ICommand command, IActorRef who)
    {
        // Refused before anything is recorded: whoever waits, such as the queue, asks again.
        if (command is StartContainer or RestartContainer && !_state.Lives && _context.Calls.Runtime.Obstacle() is { } obstacle)
        {
            who.Tell(new Refusal(RefusalKind.Unavailable, obstacle));
            OfferRest();
            return;
        }
        (Order order, Func<Step, object?>? answer) = Translate(command);
        Decide(order, command.Caller, command.Cause, refusable: true, who, answer);
    }

    private (Order Order, Func<Step, object?>? Answer) Translate(ICommand command) => command switch
    {
        StartContainer => (new Order.Start(), Answers.Started(_state.Lives ? _state.Attempt : _state.Attempt + 1)),
        StopContainer c => (new Order.Stop(c.Timeout), Answers.Stopped(_state.Attempt)),
        RestartContainer c => (
            new Order.Restart(c.Timeout),
            _state.Lives ? Answers.Restarted(_state.Attempt) : Answers.Started(_state.Attempt + 1)),
        // Answered by their effect: see Send.
        KillContainer { Signal: SigKill } => (new Order.Kill(), null),
        KillContainer c => (new Order.Signal(c.Signal), null),
        FreezeMember c => (new Order.Freeze(c.Owner ?? c.Caller.User, c.Owner, c.Reason, c.For, c.Scope), Answers.Frozen()),
        FreezeContainer c => (new Order.Freeze(c.Owner ?? c.Caller.User, c.Owner, c.Reason, c.For, "container"), Answers.Frozen()),
        ThawContainer c => (new Order.Thaw(c.Owner ?? c.Caller.User, c.Force), Answers.Thawed()),
        UpdateContainer c => (new Order.Update(c.Resources), Answers.Updated()),
        HotplugContainer c => (new Order.Hotplug(c.What), Answers.Hotplugged()),
        OpenConsole => (new Order.Attach(), Answers.ConsoleOpened()),
        CopyFiles c => (new Order.Files(c.Way, c.Path), Answers.FilesRequested()),
        RenameContainer c => (new Order.Rename(c.NewName), Answers.Renamed()),
        RemoveContainer c => (new Order.Remove(c.Force, c.Volumes), Answers.Removed()),
        ExecInContainer c => Exec(c),
        StoreCommand c => Storage(c),
        _ => throw new InvalidOperationException($"A container takes no {command.GetType().Name}."),
    };

    private (Order Order, Func<Step, object?>? Answer) Exec(ExecInContainer command)
    {
        Guid id = _context.Clock.NewId();
        _execs[id] = command;
        return (new Order.Exec(id, command.Command, command.User), Answers.ExecStarted(id));
    }

    private void Reported(Order order) => Decide(order, Caller.Engine, Causes.Of(order));
}
