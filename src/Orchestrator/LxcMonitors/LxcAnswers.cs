using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Consoles;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Formats.Lxc;
using Orchestrator.Formats.Lxc.Keys;
using Orchestrator.Formats.Lxc.Monitors;
using Orchestrator.Formats.Lxc.Values;
using Orchestrator.Isolation.Lxc;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>What a monitor of LXC would answer, from what the engine knows of the container; orders go to its actor.</summary>
internal sealed class LxcAnswers(NodeContext node, Guid id, LxcIdentity identity)
{
    private readonly LxcCgroupAnswers _cgroups = new(node.Runtime, id);

    public async Task<LxcReply> AnswerAsync(LxcRequest request, Caller caller) => request.Command switch
    {
        LxcCommand.Stop => await StopAsync(caller),
        LxcCommand.GetState => new LxcReply(0) { Value = await StateAsync() },
        LxcCommand.GetInitPid => new LxcReply(0) { Value = (await ViewAsync())?.Pid ?? -1 },
        LxcCommand.GetInitPidfd => await PidfdAsync(),
        LxcCommand.GetCloneFlags => (await ViewAsync())?.Pid is { } pid ? new LxcReply(0) { Value = LxcNamespaceFlags.Of(pid) } : LxcReply.Refused(Errno.ESRCH),
        LxcCommand.GetCgroup or LxcCommand.GetLimitCgroup => _cgroups.Path(request.Text),
        LxcCommand.GetCgroupDirectory or LxcCommand.GetLimitCgroupDirectory => _cgroups.Directory(request),
        LxcCommand.GetCgroup2Directory or LxcCommand.GetLimitCgroup2Directory => _cgroups.Unified(),
        LxcCommand.GetCgroupContext => _cgroups.Context(request),
        LxcCommand.GetConfigItem => await ItemAsync(request.Text),
        LxcCommand.GetName => LxcReply.Text(identity.Name),
        LxcCommand.GetLxcPath => LxcReply.Text(identity.LxcPath),
        LxcCommand.Freeze => await DoneAsync(new FreezeContainer(caller, Cause("freeze"), id.ToString())),
        LxcCommand.Unfreeze => await DoneAsync(new ThawContainer(caller, Cause("unfreeze"), id.ToString())),
        LxcCommand.ServeStateClients => await ServeAsync((int)request.Value, caller),
        LxcCommand.GetTty => await TerminalAsync((int)request.Value, caller),
        // These have no counterpart here, as in LXC without such a policy or terminal.
        LxcCommand.GetSeccompListener or LxcCommand.GetDevptsDirectory => LxcReply.Refused(Errno.EBADF),
        LxcCommand.ConsoleLog or LxcCommand.AddSeccompListener or LxcCommand.AddDeviceRule => LxcReply.Refused(Errno.EOPNOTSUPP),
        LxcCommand.GetSystemdScope => LxcReply.Refused(Errno.ENOENT),
        LxcCommand.TerminalResized => LxcReply.HangUp,
        _ => LxcReply.Refused(Errno.ENOSYS),
    };

    /// <summary>LXC's number of its state.</summary>
    public async Task<int> StateAsync() => await ViewAsync() is { } view ? LxcStates.NumberOf(ViewMapper.State(view.State)) : LxcStates.Stopped;

    private async Task<ContainerView?> ViewAsync() =>
        (await node.Fleet.RequestAsync(new GetContainer(id.ToString()), node.Lifetime.ApplicationStopping)).View;

    private async Task<bool> HoldsAsync(Caller caller) => (await ViewAsync())?.Holds.Any(hold => hold.Holder == caller.User) == true;

    private async Task<LxcReply> DoneAsync(IRequest<ContainerView> order)
    {
        var reply = await node.Fleet.RequestAsync(order, node.Lifetime.ApplicationStopping);
        if (reply.Refusal is { } refusal)
            node.Log.Information("{Order} of {Container} over its LXC socket was refused: {Reason}", order.GetType().Name, identity.Name, refusal.Reason);
        return reply.IsDone ? new LxcReply(0) : LxcReply.Refused(reply.Refusal!.Kind switch
        {
            RefusalKind.NotFound => Errno.ESRCH,
            RefusalKind.Conflict or RefusalKind.Busy => Errno.EBUSY,
            _ => Errno.EINVAL,
        });
    }

    /// <summary>The caller takes the end of the connection as done: it ends with the socket, once the container has.</summary>
    private async Task<LxcReply> StopAsync(Caller caller)
    {
        var reply = await DoneAsync(new StopContainer(caller, Cause("stop"), id.ToString(), TimeSpan.Zero));
        return reply.Result == 0 ? LxcReply.HangUp : reply;
    }

    /// <summary>
    /// LXC's clients freeze by writing into the group's files themselves, and say so before and after, each twice. What
    /// they begin is made the engine's own order, so that it is recorded, and counts as any other owner's.
    /// </summary>
    private async Task<LxcReply> ServeAsync(int state, Caller caller)
    {
        switch (state)
        {
            case LxcStates.Freezing when !await HoldsAsync(caller):
                return await DoneAsync(new FreezeContainer(caller, Cause("freeze"), id.ToString()));
            case LxcStates.Thawed when await HoldsAsync(caller):
                return await DoneAsync(new ThawContainer(caller, Cause("unfreeze"), id.ToString()));
            case LxcStates.Running when await StateAsync() == LxcStates.Frozen:
                // Somebody else holds it still, and the client has just written that it may run.
                await node.Runtime.FreezeAsync(id, node.Lifetime.ApplicationStopping);
                return LxcReply.Refused(Errno.EBUSY);
            default:
                return LxcStates.NameOf(state) is null ? LxcReply.Refused(Errno.EINVAL) : new LxcReply(0);
        }
    }

    private async Task<LxcReply> PidfdAsync()
    {
        if (await ViewAsync() is not { Pid: { } pid } before)
            return LxcReply.Refused(Errno.ESRCH);
        var number = SysPidfd.pidfd_open(pid, 0);
        if (number < 0)
            return LxcReply.Refused(Errno.ESRCH);
        var opened = new Descriptor(number);
        // The pid was its own before and after: in between nobody else had it.
        if (await ViewAsync() is { Pid: { } now } after && now == pid && after.Attempt == before.Attempt)
            return new LxcReply(0) { Descriptors = [opened] };
        opened.Dispose();
        return LxcReply.Refused(Errno.ESRCH);
    }

    /// <summary>Recorded before it is given: whoever has it can type into the container. It is his as long as his connection lasts.</summary>
    private async Task<LxcReply> TerminalAsync(int number, Caller caller)
    {
        var opened = await node.Fleet.RequestAsync(new OpenConsole(caller, Cause("console"), id.ToString()), node.Lifetime.ApplicationStopping);
        if (opened.View is not { } view || node.Runtime.ConnectConsole(view.Id, view.Attempt) is not { } holder)
            return LxcReply.HangUp;
        var console = new ConsoleConnection(holder);
        if (console.Borrow(ref number, out _) is { } master)
            return new LxcReply(0) { Value = number, Descriptors = [master], Held = console, Stays = true };
        console.Dispose();
        return LxcReply.HangUp;
    }

    /// <summary>Of the configuration that it was started with. Includes are files of whoever made it, and not read here.</summary>
    private async Task<LxcReply> ItemAsync(string? key)
    {
        if (key is null || LxcKeys.Find(key) is not { } known || await ViewAsync() is not { } view)
            return new LxcReply(-1);
        var own = LxcReader.ReadText(NoLxcFiles.Instance, view.Spec.Lxc ?? LxcExport.Write(view.Spec), identity.Name);
        var value = ConfigurationValue.Of(LxcSettings.Of(own.Items), known, key);
        return string.IsNullOrEmpty(value) ? new LxcReply(-1) : LxcReply.Text(value);
    }

    private static string Cause(string verb) => $"lxc {verb}";
}
