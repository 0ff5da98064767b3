using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;
using Orchestrator.Daemon.Images;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Store;

namespace Orchestrator.Daemon.Api.Images;

/// <summary>Images as archives, and out of containers.</summary>
internal static class ArchiveRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("POST", "/v1/images/import", "Take images out of a tar: an OCI layout, Docker's archive, or the tree of a root")
        {
            Queries = ["name", "platform", "tag"], Response = typeof(IReadOnlyList<ImageView>), Answer = ImportAsync,
        },
        new("GET", "/v1/images/export", "An image as a tar that is an OCI layout and Docker's archive at once")
        {
            Queries = ["name"], ResponseType = "application/x-tar", Stream = ExportAsync,
        },
        new("POST", "/v1/images/commit", "Make an image of what a container wrote")
        {
            Request = typeof(ImageCommitRequest), Response = typeof(ImageView), Answer = CommitAsync,
        },
    ];

    private static async Task<ApiAnswer> ImportAsync(ApiCall call)
    {
        const string failure = "The archive could not be imported";
        ImageReference? name = null;
        if (call.Query("name") is { Length: > 0 } text && (name = ImageReference.TryParse(text, out var bad)) is not { Digest: null })
            return ApiAnswer.Invalid(failure, bad ?? "A digest follows from the content; give the name without it.");
        var problem = "";
        var platform = call.Query("platform") is { } wanted ? Platform.TryParse(wanted, out problem!) ?? throw new BadRequestException(problem!) : Platform.Host;
        // An image may be large, and comes as fast as it is read from wherever it is.
        call.Http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        if (call.Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } pace)
            pace.MinDataRate = null;
        var images = call.Node.ImageService;
        var file = images.Archives.NewFile();
        try
        {
            await using (var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write))
                await call.Http.Request.Body.CopyToAsync(stream, call.Http.RequestAborted);
            var tags = await images.Archives.ImportAsync(file, name, platform, call.Query("tag"), call.Cancel);
            foreach (var tag in tags)
            {
                if (await ImageRoutes.RecordAsync(call, new ImageMade(tag.Name, tag.Digest, "import")) is { } refused)
                    return refused;
            }
            return ApiAnswer.Json([.. tags.Select(images.ToView)], Json.IReadOnlyListImageView);
        }
        catch (Exception error) when (error is not BadHttpRequestException && ImageService.ToProblem(failure, error) is { } told)
        {
            return ApiAnswer.Problem(told);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task ExportAsync(ApiCall call)
    {
        var name = call.Query("name") ?? throw new BadRequestException("'name' is missing");
        if (call.Node.Images.Resolve(name) is not { Image: { } image } || call.Node.ImageService.Store.Library.Record(image.Digest) is not { } record)
            throw new BadRequestException($"There is no image '{name}'", call.Node.Images.Resolve(name).Problem, "orch image ls");
        var images = call.Node.ImageService;
        IReadOnlyList<string> names = ImageReference.TryParse(name, out _) is { Digest: null } reference && images.Store.Library.Find(reference.Familiar) is not null ? [reference.Familiar] : [];
        call.Http.Response.ContentType = "application/x-tar";
        // Kestrel takes no synchronous writes, and the archive's writer does none.
        await images.Archives.ExportAsync(record, names, call.Http.Response.Body, call.Cancel);
    }

    private static async Task<ApiAnswer> CommitAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImageCommitRequest);
        var failure = $"{request.Container} could not be made an image";
        if (ImageReference.TryParse(request.Name, out var bad) is not { Digest: null } name)
            return ApiAnswer.Invalid(failure, bad ?? "A digest follows from the content; give the name without it.");
        var reply = await call.AskAsync(new GetContainer(request.Container));
        if (reply.View is not { } container)
            return ApiAnswer.Of(reply.Refusal!);
        var images = call.Node.ImageService;
        if (container.Prepared.ImageDigest is not { } digest || images.Store.Library.Record(digest) is not { } below)
            return ApiAnswer.Invalid(failure, "It was not made from an image, and a layer needs one below it.", $"orch export {request.Container} writes its whole tree.");
        if (call.Node.Runtime.OpenWritten(container.Id, container.Spec, container.Prepared, out var problem) is not { } written)
            return ApiAnswer.Invalid(failure, problem);
        using var tree = written.Tree;
        var running = container.State == ContainerPhase.Running;
        // A tree that changes while it is read is no state that ever was.
        if (running && (await call.AskAsync(new FreezeContainer(call.Caller, call.Cause, request.Container, "commit", TimeSpan.FromMinutes(10), "commit"))).Refusal is { } held)
            return ApiAnswer.Of(held);
        try
        {
            var tag = await images.Archives.CommitAsync(
                below, tree, written.Uid, written.Gid, name, request.Author, request.Message ?? $"orch commit {container.Name}", call.Cancel);
            return await ImageRoutes.RecordAsync(call, new ImageMade(tag.Name, tag.Digest, $"commit: {container.Name}"))
                ?? ApiAnswer.Json(images.ToView(tag), Json.ImageView);
        }
        catch (Exception error) when (ImageService.ToProblem(failure, error) is { } told)
        {
            return ApiAnswer.Problem(told);
        }
        finally
        {
            if (running)
                await call.AskAsync(new ThawContainer(call.Caller, call.Cause, request.Container, "commit", false));
        }
    }
}
