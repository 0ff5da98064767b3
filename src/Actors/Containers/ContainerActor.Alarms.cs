using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Containers;

/// <summary>Times that the state sets: recomputed from it after every change, so a restart needs nothing more.</summary>
internal sealed partial class ContainerActor
{
    private readonly Dictionary<OrderKind, (DateTimeOffset Due, IDisposable Timer)> _alarms = [];

    private static readonly TimeSpan ThawRetry = TimeSpan.FromSeconds(1);

    /// <summary>The kernel refused the last thaw: the next one by lease waits, or the two would chase each other.</summary>
    private bool _thawFailed;

    /// <param name="now">
    /// The time of the record that brought the state: what is due is then a span from it, whatever the wall clock does
    /// meanwhile (cases J10 and R20). Only a restart of the daemon has no other clock to go by.
    /// </param>
    private void SetAlarms(DateTimeOffset now)
    {
        foreach (OrderKind kind in DueTimes.Kinds)
        {
            // While the fleet is frozen no lease can thaw anything: the end of that comes here again.
            Set(kind, _held && kind == OrderKind.LeaseOver ? null : DueTimes.Of(_state, kind), now);
        }
    }

    private void Set(OrderKind kind, DateTimeOffset? due, DateTimeOffset now)
    {
        if (_alarms.TryGetValue(kind, out (DateTimeOffset Due, IDisposable Timer) alarm))
        {
            if (alarm.Due == due)
                return;
            alarm.Timer.Dispose();
            _alarms.Remove(kind);
        }
        if (due is { } at)
            Arm(kind, at, now);
    }

    private void Arm(OrderKind kind, DateTimeOffset due, DateTimeOffset now)
    {
        TimeSpan delay = _context.Clock.Until(due, now);
        if (DueTimes.Longest(_state, kind) is { } longest && delay > longest)
            delay = longest;
        if (kind == OrderKind.LeaseOver && _thawFailed && delay < ThawRetry)
            delay = ThawRetry;
        _alarms[kind] = (due, _context.Clock.After(delay, Self, new AlarmRang(kind, due)));
    }

    private void Rang(AlarmRang alarm)
    {
        if (!_alarms.TryGetValue(alarm.Kind, out (DateTimeOffset Due, IDisposable Timer) armed) || armed.Due != alarm.Due)
            return;
        armed.Timer.Dispose();
        _alarms.Remove(alarm.Kind);
        IReadOnlyList<string> left = alarm.Kind == OrderKind.KillOverdue ? _context.Calls.Runtime.Tasks(_state.Id, _state.Attempt) : [];
        if (alarm.Kind == OrderKind.KillOverdue && left.Count == 0)
        {
            // They are gone; only the launcher's word is still out.
            _alarms[alarm.Kind] = (alarm.Due, _context.Clock.After(DueTimes.KillGrace, Self, alarm));
            return;
        }
        Reported(alarm.Kind switch
        {
            OrderKind.KillOverdue => new Order.KillOverdue(left) { Attempt = _state.Attempt },
            OrderKind.StopOverdue => new Order.StopOverdue { Attempt = _state.Attempt },
            OrderKind.DeadlinePassed => new Order.DeadlinePassed { Attempt = _state.Attempt },
            OrderKind.RestartDue => new Order.RestartDue { Attempt = _state.Attempt },
            _ => new Order.LeaseOver(alarm.Due) { Attempt = _state.Attempt },
        });
    }

    private void ClearAlarms()
    {
        foreach ((_, IDisposable timer) in _alarms.Values)
            timer.Dispose();
        _alarms.Clear();
    }

    private sealed record AlarmRang(OrderKind Kind, DateTimeOffset Due);
}
