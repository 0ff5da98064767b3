using System.Globalization;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Streams;
using Orchestrator.Contracts.Values;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Daemon.Output;
using ContainerView = Orchestrator.Actors.Messages.Containers.ContainerView;

namespace Orchestrator.Daemon.Api.Containers;

/// <summary>Answers that are streams of output.</summary>
internal static class OutputRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/run", "Create and start a container, and give its output and its end as frames")
        {
            Request = typeof(ContainerRequest), Queries = ["output"], ResponseType = StreamFrame.MediaType, Stream = RunAsync,
        },
        new("POST", "/v1/containers/{name}/run", "Start a container, and give its output from then on and its end as frames")
        {
            Queries = ["output"], ResponseType = StreamFrame.MediaType, Stream = StartAsync,
        },
        new("GET", "/v1/containers/{name}/logs", "Output of a container as frames; with follow=true until it ends")
        {
            Queries = ["follow", "tail", "since", "timestamps", "stdoutFrom", "stderrFrom", "remove", "output"],
            ResponseType = StreamFrame.MediaType,
            Stream = LogsAsync,
        },
    ];

    private static async Task RunAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ContainerRequest);
        // Created with the daemon's patience, not the client's: what was begun is not half done because a client went.
        var patient = new ApiCall(call.Http, call.Node, call.Node.Lifetime.ApplicationStopping);
        // Not AutoRemove: its output must stay until it has been sent. The removal follows the last frame.
        var reply = await ContainerRoutes.CreateAsync(patient, request, start: true, autoRemove: false);
        if (reply.View is not { } view)
        {
            await Fail(call, reply.Refusal!);
            return;
        }
        using var follower = new LogFollower(view.Logs, call.Node.Time);
        await BegunAsync(call, patient, view, follower, request.AutoRemove);
    }

    private static async Task StartAsync(ApiCall call)
    {
        var before = await call.AskAsync(new GetContainer(call.Route("name")));
        if (before.View is not { } known)
        {
            await Fail(call, before.Refusal!);
            return;
        }
        // What earlier attempts wrote is passed over; the first byte of this one is not.
        using var follower = new LogFollower(known.Logs, call.Node.Time);
        follower.SkipToTail(0);
        var patient = new ApiCall(call.Http, call.Node, call.Node.Lifetime.ApplicationStopping);
        var reply = await patient.AskAsync(new StartContainer(call.Caller, call.Cause, known.Id.ToString()));
        if (reply.View is { } view)
            await BegunAsync(call, patient, view, follower, remove: false);
        else
            await Fail(call, reply.Refusal!);
    }

    /// <param name="order">The call that had it started, with what there is to say of it.</param>
    private static async Task BegunAsync(ApiCall call, ApiCall order, ContainerView view, LogFollower follower, bool remove)
    {
        var output = new FrameWriter(call.Http.Response);
        output.Start();
        var started = ViewMapper.ToView(view, call.Node.Settings.NodeName);
        started.Notes = order.Notes;
        output.Json(StreamKind.Started, started, Json.ContainerView);
        await output.FlushAsync(call.Cancel);
        await ToEndAsync(call, view, follower, output, remove);
    }

    private static async Task LogsAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } view)
        {
            await Fail(call, reply.Refusal!);
            return;
        }
        var tail = Number(call, "tail");
        var output = new FrameWriter(call.Http.Response);
        using var follower = new LogFollower(view.Logs, call.Node.Time);
        follower.Skip(Number(call, "stdoutFrom") ?? 0, Number(call, "stderrFrom") ?? 0);
        if (Since(call) is { } since)
            follower.SkipTo(since);
        follower.Timestamps = call.Flag("timestamps");
        if (tail is { } lines)
            follower.SkipToTail(lines);
        output.Start();
        if (call.Flag("follow"))
        {
            await ToEndAsync(call, view, follower, output, call.Flag("remove"));
            return;
        }
        await follower.CopyAvailableAsync(output, call.Cancel);
        output.Json(StreamKind.Ended, ViewMapper.ToView(view, call.Node.Settings.NodeName), Json.ContainerView);
        await output.FlushAsync(call.Cancel);
    }

    private static async Task ToEndAsync(ApiCall call, ContainerView view, LogFollower follower, FrameWriter output, bool remove)
    {
        var node = call.Node;
        // The wait outlives the client: a container to be removed is removed though nobody watches any more.
        var patience = remove ? node.Lifetime.ApplicationStopping : call.Cancel;
        var ended = node.Fleet.RequestAsync(new WaitContainer(view.Id.ToString()), patience);
        try
        {
            // The headers, on which a follower of a silent container waits.
            await output.FlushAsync(call.Cancel);
            // output=false: whoever has the container's terminal gets its output there.
            if (call.Query("output") != "false")
                await follower.CopyUntilAsync(output, ended, call.Cancel);
            var reply = await ended.WaitAsync(call.Cancel);
            if (call.Query("output") != "false")
                await follower.CopyAvailableAsync(output, call.Cancel);
            // Before the last frame: whoever sees the end may use the name again.
            if (remove)
                await RemoveAsync(call, view, ended);
            remove = false;
            if (reply.View is { } last)
                output.Json(StreamKind.Ended, ViewMapper.ToView(last, node.Settings.NodeName), Json.ContainerView);
            else
                output.Json(StreamKind.Failed, Refusals.ToProblem(reply.Refusal!), Json.Problem);
            await output.FlushAsync(call.Cancel);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            if (!remove)
                return;
        }
        if (remove)
            await RemoveAsync(call, view, ended);
    }

    private static async Task RemoveAsync(ApiCall call, ContainerView view, Task<Reply<ContainerView>> ended)
    {
        try
        {
            await ended;
            var stopping = call.Node.Lifetime.ApplicationStopping;
            var removed = await call.Node.Fleet.RequestAsync(new RemoveContainer(call.Caller, "--rm", view.Id.ToString()), stopping);
            if (removed.Refusal is { } refusal && refusal.Kind != RefusalKind.NotFound)
                call.Node.Log.Warning("{Container} could not be removed after its run: {Reason}", view.Name, refusal.Reason);
        }
        catch (OperationCanceledException)
        {
            // The daemon ends; the client asks the next one to remove it.
        }
    }

    private static async Task Fail(ApiCall call, Refusal refusal)
    {
        var answer = ApiAnswer.Of(refusal);
        call.Http.Response.StatusCode = answer.Status;
        call.Http.Response.ContentType = answer.ContentType;
        await call.Http.Response.Body.WriteAsync(answer.Body, call.Cancel);
    }

    private static DateTimeOffset? Since(ApiCall call)
    {
        if (call.Query("since") is not { } text)
            return null;
        var now = call.Node.Time.GetUtcNow();
        if (Duration.TryParse(text, out var ago))
            return ago < now - DateTimeOffset.MinValue ? now - ago : DateTimeOffset.MinValue;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadRequestException($"'since' must be a time such as 2026-11-23T15:00:00Z or a time ago such as 10m, not '{text}'");
    }

    private static long? Number(ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadRequestException($"'{name}' must be a whole number, not '{text}'");
    }
}
