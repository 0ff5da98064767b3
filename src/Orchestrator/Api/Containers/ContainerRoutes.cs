using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Api.History;
using Orchestrator.Daemon.Api.Fleet;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Isolation.Lxc;
using ContainerView = Orchestrator.Contracts.Containers.ContainerView;
using Model = Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Daemon.Api.Containers;

internal static class ContainerRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/containers", "List containers, with at=(event's number, time or duration ago) as they were then")
        {
            Queries = ["all", "selector", "at", "size"], Response = typeof(IReadOnlyList<ContainerView>), Answer = ListAsync,
        },
        new("POST", "/v1/containers", "Create a container, with start=true also start it")
        {
            Queries = ["start"], Request = typeof(ContainerRequest), Response = typeof(ContainerView), Answer = CreateAsync,
        },
        new("GET", "/v1/containers/{name}", "Show a container and how it is isolated, or with at= as it was then; brief leaves its isolation out")
        {
            Queries = ["at", "brief"],
            Response = typeof(ContainerView), Answer = GetAsync,
        },
        new("GET", "/v1/containers/{name}/lxc", "The container as an LXC configuration")
        {
            Response = typeof(TextView), Answer = LxcAsync,
        },
        new("DELETE", "/v1/containers/{name}", "Remove a container")
        {
            Queries = ["force", "volumes"],
            Response = typeof(ContainerView),
            Answer = c => TellAsync(c, new RemoveContainer(c.Caller, c.Cause, c.Route("name"), c.Flag("force"), c.Flag("volumes"))),
        },
        Post("start", "Start a container", c => new StartContainer(c.Caller, c.Cause, c.Route("name"))),
        Post("thaw", "End one owner's freeze of a container", c =>
            new ThawContainer(c.Caller, c.Cause, c.Route("name"), c.Query("owner"), c.Flag("force"))) with { Queries = ["owner", "force"] },
        Post<StopRequest>("stop", "Stop a container", Json.StopRequest, (c, body) =>
            new StopContainer(c.Caller, c.Cause, c.Route("name"), SpecMapper.Time("timeoutSeconds", body.TimeoutSeconds))),
        Post<StopRequest>("restart", "Stop a container and start it again", Json.StopRequest, (c, body) =>
            new RestartContainer(c.Caller, c.Cause, c.Route("name"), SpecMapper.Time("timeoutSeconds", body.TimeoutSeconds))),
        Post<KillRequest>("kill", "Send a signal", Json.KillRequest, (c, body) => body.Signal is >= 1 and <= 64
            ? new KillContainer(c.Caller, c.Cause, c.Route("name"), body.Signal)
            : throw new BadRequestException($"'signal' must be from 1 to 64, not {body.Signal}")),
        Post<FreezeRequest>("freeze", "Freeze a container", Json.FreezeRequest, (c, body) =>
            new FreezeContainer(
                c.Caller, c.Cause, c.Route("name"), body.Reason, Leases.Of(body.ForSeconds, body.Until, c.Node.Time), body.Owner)),
        new("POST", "/v1/containers/{name}/update", "Change limits and weights")
        {
            Request = typeof(ResourceRequest), Response = typeof(ContainerView), Answer = UpdateAsync,
        },
        Post<RenameRequest>("rename", "Rename a container", Json.RenameRequest, (c, body) =>
            new RenameContainer(c.Caller, c.Cause, c.Route("name"), body.Name)),
        Post<HotplugRequest>("hotplug", "Give a running container a device, an interface or a mount, or take one away", Json.HotplugRequest, (c, body) =>
            new HotplugContainer(c.Caller, c.Cause, c.Route("name"), HotplugMapper.Map(body))),
        new("GET", "/v1/containers/{name}/wait", "Answers when the condition holds")
        {
            Queries = ["condition"], Response = typeof(ContainerView), Answer = WaitAsync,
        },
        new("GET", "/v1/stats", "The latest usage of live containers")
        {
            Queries = ["container", "history"], Response = typeof(IReadOnlyList<ContainerStats>), Answer = StatsAsync,
        },
    ];

    public static async Task<Reply<Model.ContainerView>> CreateAsync(ApiCall call, ContainerRequest request, bool start, bool autoRemove)
    {
        if (await call.Node.EnsureImages.EnsureAsync(
            request.Image, call.Cancel, request.Pull, request.Platform, request.InsecureRegistry, pulled => Images.ImageRoutes.RecordPulledAsync(call, request.Image!, pulled)) is { } problem)
            return new Reply<Model.ContainerView>(null, new Refusal(RefusalKind.Invalid, $"The image {request.Image} is missing and could not be made: {problem}"));
        IReadOnlyList<string> lacking = request is { Lxc: null, Oci: null }
            ? ImageDefaults.Apply(request, ImageDefaults.Find(call.Node.ImageService.Store, request.Image), autoRemove || request.AutoRemove)
            : [];
        if (lacking.Count > 0)
            call.Notes = lacking;
        var spec = SpecMapper.ToSpec(request, PeerIdentity.Of(call.Http));
        if (request.Lxc is not null && request.Oci is not null)
            throw new BadRequestException("'lxc' and 'oci' exclude each other");
        if (request.Oci is not null)
            (spec, call.Notes) = OciSpecMapper.Map(request, spec, call.Node.Runtime.Features);
        if (request.Lxc is not null)
            (spec, call.Notes) = LxcSpecMapper.Map(request, spec, call.Node.Runtime.Features);
        spec = StorageMapper.Apply(RootMapper.Apply(spec, request), request, call.Node.Settings);
        if (spec.Root?.Enter == Isolation.Spec.RootEntry.Chroot)
            call.Notes = [.. call.Notes ?? [], "the root is entered by chroot: the host's tree stays below it, and this is no boundary"];
        spec = await NamespaceOwners.ResolveAsync(call, spec);
        spec = InitMapper.Apply(call, request, spec);
        if (spec is { Tree.Cgroup: Isolation.Spec.CgroupView.Delegated, Namespaces.User: Isolation.Spec.UserNamespaceMode.Host }
            && !call.Node.Runtime.Features.Features.GetValueOrDefault("cgroup-nsdelegate"))
        {
            call.Notes = [.. call.Notes ?? [], "its root is the host's and can lift the limits of its own cgroup: the v2 tree is not mounted with nsdelegate"];
        }
        await call.Node.LxcMonitors.ExpectAsync(call.Node, spec.Labels);
        return await call.AskAsync(new CreateContainer(call.Caller, call.Cause, request.Name, spec)
        {
            Start = start,
            AutoRemove = autoRemove,
        });
    }

    private static async Task<ApiAnswer> ListAsync(ApiCall call)
    {
        LabelSelector? selector = null;
        if (call.Query("selector") is { } text && !LabelSelector.TryParse(text, out selector, out var problem))
            return ApiAnswer.Invalid(problem);
        if (Moments.Of(call, "at") is { } at)
            return call.Flag("size") ? ApiAnswer.Invalid("the journal does not tell sizes: 'size' and 'at' exclude each other") : await ListPastAsync(call, at, selector);
        var reply = await call.AskAsync(new ListContainers(call.Flag("all"), selector));
        if (reply.Refusal is { } refusal)
            return ApiAnswer.Of(refusal);
        List<ContainerView> views = [.. reply.View!.Select(c => ViewMapper.ToView(c, call.Node.Settings.NodeName))];
        if (call.Flag("size"))
            await Task.Run(() => Measure(call, reply.View!, views), call.Cancel);
        return ApiAnswer.Json(views, Json.IReadOnlyListContainerView);
    }

    private static void Measure(ApiCall call, IReadOnlyList<Model.ContainerView> containers, List<ContainerView> views)
    {
        foreach (var (container, view) in containers.Zip(views))
        {
            if (call.Node.Runtime.SizeOf(container.Id, container.Spec, container.Prepared, call.Cancel) is { } size)
                view.Size = new SizeView(size.Written, size.Shared, size.Image);
        }
    }

    private static async Task<ApiAnswer> ListPastAsync(ApiCall call, Moment at, LabelSelector? selector)
    {
        var reply = await call.Node.History.ListAsync(at, call.Flag("all"), selector, call.Cancel);
        return reply.Refusal is { } refusal
            ? ApiAnswer.Of(refusal)
            : ApiAnswer.Json(
                [.. reply.View!.Containers.Select(c => ViewMapper.ToView(c, call.Node.Settings.NodeName))], Json.IReadOnlyListContainerView);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ContainerRequest);
        var reply = await CreateAsync(call, request, call.Flag("start"), request.AutoRemove);
        if (reply.View is not { } created)
            return ApiAnswer.Of(reply.Refusal!);
        var view = ViewMapper.ToView(created, call.Node.Settings.NodeName);
        view.Notes = call.Notes;
        return ApiAnswer.Json(view, Json.ContainerView);
    }

    private static async Task<ApiAnswer> LxcAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        return reply.View is { } found
            ? ApiAnswer.Json(new TextView(found.Spec.Lxc ?? LxcExport.Write(found.Spec)), Json.TextView)
            : ApiAnswer.Of(reply.Refusal!);
    }

    private static async Task<ApiAnswer> GetAsync(ApiCall call)
    {
        if (Moments.Of(call, "at") is { } at)
            return Answer(call, await call.Node.History.GetAsync(at, call.Route("name"), call.Cancel));
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } found)
            return ApiAnswer.Of(reply.Refusal!);
        var view = ViewMapper.ToView(found, call.Node.Settings.NodeName);
        // For who asks often, or is over soon: nothing is asked of the kernel.
        if (call.Flag("brief"))
            return ApiAnswer.Json(view, Json.ContainerView);
        view.Resources = LimitMapper.Given(found.Spec.Resources);
        view.Isolation = IsolationReader.Read(found);
        if (view.Isolation is { } isolation)
            isolation.Pressure = PressureMapper.Map(call.Node.Runtime.ReadPressure(found.Id));
        return ApiAnswer.Json(view, Json.ContainerView);
    }

    /// <summary>What cannot be kept is refused here, also for a container that does not run and would find out at its start.</summary>
    private static async Task<ApiAnswer> UpdateAsync(ApiCall call)
    {
        var change = SpecMapper.ToLimits(await call.BodyAsync(Json.ResourceRequest));
        var found = await call.AskAsync(new GetContainer(call.Route("name")));
        if (found.View is not { } view)
            return ApiAnswer.Of(found.Refusal!);
        return call.Node.Runtime.Judge(view.Spec, change) is { } problem
            ? ApiAnswer.Of(new Refusal(RefusalKind.Invalid, problem))
            : await TellAsync(call, new UpdateContainer(call.Caller, call.Cause, call.Route("name"), change));
    }

    private static async Task<ApiAnswer> WaitAsync(ApiCall call)
    {
        WaitCondition? condition = call.Query("condition") switch
        {
            null or "stopped" => WaitCondition.Stopped,
            "next-exit" => WaitCondition.NextExit,
            "running" => WaitCondition.Running,
            "removed" => WaitCondition.Removed,
            _ => null,
        };
        return condition is { } known
            ? await TellAsync(call, new WaitContainer(call.Route("name"), known))
            : throw new BadRequestException("'condition' must be stopped, next-exit, running or removed");
    }

    private static async Task<ApiAnswer> StatsAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetStats(call.Query("container"), call.Flag("history")));
        return reply.Refusal is { } refusal
            ? ApiAnswer.Of(refusal)
            : ApiAnswer.Json(
                [.. reply.View!.Select(stats =>
                {
                    var view = ViewMapper.ToView(stats);
                    view.PressureNow = PressureMapper.Map(call.Node.Runtime.ReadPressure(view.Id));
                    return view;
                })],
                Json.IReadOnlyListContainerStats);
    }

    private static ApiRoute Post(string verb, string summary, Func<ApiCall, IRequest<Model.ContainerView>> command) =>
        new("POST", $"/v1/containers/{{name}}/{verb}", summary)
        {
            Response = typeof(ContainerView),
            Answer = call => TellAsync(call, command(call)),
        };

    private static ApiRoute Post<TBody>(
        string verb,
        string summary,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<TBody> type,
        Func<ApiCall, TBody, IRequest<Model.ContainerView>> command)
        where TBody : class =>
        new("POST", $"/v1/containers/{{name}}/{verb}", summary)
        {
            Request = typeof(TBody),
            Response = typeof(ContainerView),
            Answer = async call => await TellAsync(call, command(call, await call.BodyAsync(type))),
        };

    private static async Task<ApiAnswer> TellAsync(ApiCall call, IRequest<Model.ContainerView> request) =>
        Answer(call, await call.AskAsync(request));

    private static ApiAnswer Answer(ApiCall call, Reply<Model.ContainerView> reply) => reply.View is { } view
        ? ApiAnswer.Json(ViewMapper.ToView(view, call.Node.Settings.NodeName), Json.ContainerView)
        : ApiAnswer.Of(reply.Refusal!);
}
