using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Storage.Files;
using Orchestrator.Kernel;
using ContainerView = Orchestrator.Actors.Messages.Containers.ContainerView;

namespace Orchestrator.Daemon.Api.Containers;

/// <summary>Files of containers as tar streams, whether those run, are frozen or do not run.</summary>
internal static class FileRoutes
{
    private const string Tar = "application/x-tar";
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/containers/{name}/files", "What lies at a path inside a container")
        {
            Queries = ["path"], Response = typeof(FileView), Answer = LookAsync,
        },
        new("GET", "/v1/containers/{name}/archive", "A file or directory of a container as a tar stream; DIR/. gives what is in it")
        {
            Queries = ["path", "as", "follow"], ResponseType = Tar,
            Stream = call => SendAsync(call, "out", Path(call), (files, body) => files.CopyOut(Source(call, files), Name(call), body, call.Cancel)),
        },
        new("PUT", "/v1/containers/{name}/archive", "Unpacks a tar stream, which may be compressed, into a directory of a container")
        {
            Queries = ["path", "owners"], Response = typeof(CopiedView), Answer = TakeAsync,
        },
        new("GET", "/v1/containers/{name}/export", "The root of a container as a tar stream, without what is mounted in it")
        {
            ResponseType = Tar, Stream = call => SendAsync(call, "export", "/", (files, body) => files.Export(body, call.Cancel)),
        },
        new("GET", "/v1/containers/{name}/snapshots/{snapshot}/export", "The root of a container as a snapshot has it, as a tar stream")
        {
            ResponseType = Tar, Stream = SendSnapshotAsync,
        },
        new("GET", "/v1/containers/{name}/changes", "How the root of a container differs from its image")
        {
            Response = typeof(IReadOnlyList<FileChangeView>), Answer = ChangesAsync,
        },
    ];

    private static async Task<ApiAnswer> LookAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } view)
            return ApiAnswer.Of(reply.Refusal!);
        using var files = call.Node.Runtime.OpenFiles(Order(view), out var problem);
        if (files is null)
            return ApiAnswer.Problem(Failed(view, "cannot be looked into", problem!));
        var path = Path(call);
        return files.Look(path) is { } found
            ? ApiAnswer.Json(
                new FileView
                {
                    Path = path, Kind = Kind(found.Kind), Bytes = found.Bytes, Mode = Convert.ToString(found.Permissions, 8),
                    LeadsTo = found.LeadsTo is { } kind ? Kind(kind) : null,
                },
                Json.FileView)
            : ApiAnswer.Problem(NotThere(view, path));
    }

    private static async Task<ApiAnswer> ChangesAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } view)
            return ApiAnswer.Of(reply.Refusal!);
        return call.Node.Runtime.Changes(Order(view), out var problem) is { } changes
            ? ApiAnswer.Json(
                [.. changes.Select(change => new FileChangeView { Kind = change.Kind.ToString(CultureInfo.InvariantCulture), Path = change.Path })],
                Json.IReadOnlyListFileChangeView)
            : ApiAnswer.Problem(Failed(view, "has no changes to tell", problem!));
    }

    /// <summary>What can be refused is refused before anything is recorded, and all is recorded before the first byte.</summary>
    private static async Task SendAsync(ApiCall call, string way, string path, Action<ContainerFiles, Stream> pack)
    {
        var (files, refused) = await OpenAsync(call, way, path, found => found.Look(path) is null || (call.Flag("follow") && found.Follow(path) is null) ? path : null);
        if (files is null)
        {
            await FailAsync(call, refused!);
            return;
        }
        using (files)
            await PackAsync(call, body => pack(files, body));
    }

    private static async Task SendSnapshotAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } view)
        {
            await FailAsync(call, Refusals.ToProblem(reply.Refusal!));
            return;
        }
        var name = call.Route("snapshot");
        if (view.Snapshots.All(one => one.Name != name))
        {
            await FailAsync(call, new Problem { Title = $"{view.Name} has no snapshot {name}", Status = 404, ExitCode = 1, Next = $"orch snapshot ls {view.Name}" });
            return;
        }
        using var files = call.Node.Runtime.OpenSnapshot(Order(view), name, out var problem);
        if (files is null)
        {
            await FailAsync(call, Failed(view, $"cannot give its snapshot {name}", problem!));
            return;
        }
        var recorded = await call.AskAsync(new CopyFiles(call.Caller, call.Cause, view.Id.ToString(), "export", $"snapshot {name}"));
        if (recorded.Refusal is { } refusal)
            await FailAsync(call, Refusals.ToProblem(refusal));
        else
            await PackAsync(call, body => files.Export(body, call.Cancel));
    }

    private static async Task PackAsync(ApiCall call, Action<Stream> pack)
    {
        var response = call.Http.Response;
        response.ContentType = Tar;
        await response.StartAsync(call.Cancel);
        call.Http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        try
        {
            await Task.Run(
                () =>
                {
                    using var body = new BufferedStream(response.Body, 256 << 10);
                    pack(body);
                },
                call.Cancel);
        }
        catch (SystemCallException failure)
        {
            // The header is gone: a stream that breaks off is the only way left to say that it is not whole.
            call.Node.Log.Warning("A copy out of a container broke off: {Reason}", failure.Message);
            call.Http.Abort();
        }
    }

    private static async Task<ApiAnswer> TakeAsync(ApiCall call)
    {
        var path = Path(call);
        var (files, refused) = await OpenAsync(
            call, "in", path, found => found.Look(path) is { } at && (at.Kind == FileKind.Directory || at.LeadsTo == FileKind.Directory) ? null : path);
        if (files is null)
            return ApiAnswer.Problem(refused!);
        using (files)
        {
            if (call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
                size.MaxRequestBodySize = null;
            call.Http.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
            var outcome = await Task.Run(() => files.CopyIn(path, call.Http.Request.Body, call.Query("owners") == "keep", call.Cancel), call.Cancel);
            return outcome.Layer is { } copied
                ? ApiAnswer.Json(
                    new CopiedView { Entries = copied.Entries, Bytes = copied.Bytes, LeftOut = copied.LeftOut, LeftOutExamples = copied.LeftOutExamples },
                    Json.CopiedView)
                : ApiAnswer.Problem(new Problem
                {
                    Title = $"The archive could not be unpacked into {call.Route("name")}:{path}", Detail = outcome.Problem!.Text, Status = 422,
                    Next = "What came before that entry is there",
                });
        }
    }

    /// <param name="missing">Tells what is not there.</param>
    private static async Task<(ContainerFiles? Files, Problem? Refused)> OpenAsync(ApiCall call, string way, string path, Func<ContainerFiles, string?> missing)
    {
        var reply = await call.AskAsync(new GetContainer(call.Route("name")));
        if (reply.View is not { } view)
            return (null, Refusals.ToProblem(reply.Refusal!));
        var files = call.Node.Runtime.OpenFiles(Order(view) with { Write = way == "in" }, out var problem);
        if (files is null)
            return (null, Failed(view, "cannot be looked into", problem!));
        if (missing(files) is { } absent)
        {
            files.Dispose();
            return (null, NotThere(view, absent, directory: way == "in"));
        }
        var recorded = await call.AskAsync(new CopyFiles(call.Caller, call.Cause, view.Id.ToString(), way, path));
        if (recorded.View is not null)
            return (files, null);
        files.Dispose();
        return (null, Refusals.ToProblem(recorded.Refusal!));
    }

    private static FilesOrder Order(ContainerView view) => new(view.Id, view.Spec, view.Prepared);

    private static string Path(ApiCall call) => call.Query("path") is { Length: > 0 } path
        ? path.Contains('\0', StringComparison.Ordinal) ? throw new BadRequestException("'path' has a NUL in it") : path
        : throw new BadRequestException("'path' must be given, e.g. /etc/hosts");

    /// <summary>With follow=true where a link in the last place leads; what nothing lies at is told by what reads it.</summary>
    private static string Source(ApiCall call, ContainerFiles files) => call.Flag("follow") ? files.Follow(Path(call)) ?? Path(call) : Path(call);

    /// <summary>What the archive's names begin with instead of the last part of the path.</summary>
    private static string? Name(ApiCall call) => call.Query("as") is not { Length: > 0 } name ? null
        : name.AsSpan().IndexOfAny('/', '\0') >= 0 || name is "." or ".." ? throw new BadRequestException("'as' must be one name")
        : name;

    private static string Kind(FileKind kind) => kind switch
    {
        FileKind.File => "file",
        FileKind.Directory => "directory",
        FileKind.Link => "link",
        _ => "other",
    };

    private static Problem NotThere(ContainerView view, string path, bool directory = false) => new()
    {
        Title = $"There is no {(directory ? "directory " : "")}{path} in {view.Name}", Status = 404, ExitCode = 1,
    };

    private static Problem Failed(ContainerView view, string what, string why) => new()
    {
        Title = $"{view.Name} {what}", Detail = why, Status = 409,
    };

    private static async Task FailAsync(ApiCall call, Problem problem)
    {
        var answer = ApiAnswer.Problem(problem);
        call.Http.Response.StatusCode = answer.Status;
        call.Http.Response.ContentType = answer.ContentType;
        await call.Http.Response.Body.WriteAsync(answer.Body, call.Cancel);
    }
}
