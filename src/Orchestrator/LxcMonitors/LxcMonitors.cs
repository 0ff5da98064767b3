using System.Collections.Concurrent;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Contracts.Containers;
using Orchestrator.Formats.Lxc.Monitors;
using ContainerView = Orchestrator.Actors.Messages.Containers.ContainerView;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>
/// Gives each running container of an LXC directory the command socket by which LXC's own tools know one. A node without
/// such containers follows no events for it.
/// </summary>
internal sealed class LxcMonitors : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, LxcCommandSocket> _open = new();
    private readonly SemaphoreSlim _beginning = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task? _following;

    /// <summary>For what runs already, by an earlier daemon. Its history may take a while to read, and nobody waits for it.</summary>
    public async Task BeginAsync(NodeContext node)
    {
        try
        {
            await _beginning.WaitAsync(_stopping.Token);
            try
            {
                // What happens after this record is followed, so that nothing falls between the list and the events.
                var head = await node.Events.HeadAsync(_stopping.Token);
                var all = await node.Fleet.RequestAsync(new ListContainers(), _stopping.Token);
                var ours = (all.View ?? []).Where(view => LxcIdentity.Of(view) is not null).ToList();
                foreach (var view in ours.Where(view => view.State != ContainerPhase.Stopped))
                    Open(node, view);
                if (ours.Count > 0)
                    _following = FollowAsync(node, head);
            }
            finally
            {
                _beginning.Release();
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception error)
        {
            node.Log.Error(error, "LXC's tools will not see the containers that run already");
        }
    }

    /// <summary>Called before a container with these labels is made: its start must not be missed.</summary>
    public async ValueTask ExpectAsync(NodeContext node, IReadOnlyDictionary<string, string> labels)
    {
        if (!labels.ContainsKey(LxcLabels.Path) || _following is not null)
            return;
        await _beginning.WaitAsync(_stopping.Token);
        try
        {
            _following ??= FollowAsync(node, await node.Events.HeadAsync(_stopping.Token));
        }
        finally
        {
            _beginning.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_following is { } following)
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var socket in _open.Values)
            socket.Dispose();
        _beginning.Dispose();
        _stopping.Dispose();
    }

    private async Task FollowAsync(NodeContext node, long head)
    {
        await Task.Yield();
        try
        {
            await foreach (var record in node.Events.FollowAsync(new EventQuery(AfterSeq: head, Types: ContainerSteps.Types), _stopping.Token))
            {
                if (record.ContainerId is { } id)
                    await TakeAsync(node, record, id);
            }
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception error)
        {
            node.Log.Error(error, "LXC's tools will not see what changes from now on: the events can be followed no longer");
        }
    }

    private async Task TakeAsync(NodeContext node, EventView record, Guid id)
    {
        if (record.Type == ContainerSteps.StartRequested && !_open.ContainsKey(id))
        {
            var reply = await node.Fleet.RequestAsync(new GetContainer(id.ToString()), _stopping.Token);
            if (reply.View is { } view)
                Open(node, view);
        }
        if (!_open.TryGetValue(id, out var socket))
            return;
        var last = ContainerSteps.IsLast(record.Type);
        if (last && _open.TryRemove(id, out _) && ExitStatuses.WaitStatusOf(record.Data) is { } status)
            socket.TellExit(status);
        foreach (var state in ContainerSteps.Of(record.Type))
            socket.Tell(LxcStates.NumberOf(state));
        if (last)
            socket.Dispose();
    }

    private void Open(NodeContext node, ContainerView view)
    {
        if (LxcIdentity.Of(view) is not { } identity || _open.ContainsKey(view.Id) || LxcCommandSocket.TryOpen(node, view.Id, identity) is not { } socket)
            return;
        if (!_open.TryAdd(view.Id, socket))
            socket.Dispose();
    }
}
