using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Images;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;
using Orchestrator.Images.Oci;
using Orchestrator.Images.Pulling;

namespace Orchestrator.Daemon.Api.Images;

internal static class ImageRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/images", "List images, with all=true also those without a name")
        {
            Queries = ["all"], Response = typeof(IReadOnlyList<ImageView>), Answer = call => Task.FromResult(List(call)),
        },
        new("GET", "/v1/templates", "List the templates that images can be made from")
        {
            Response = typeof(IReadOnlyList<TemplateView>),
            Answer = call => Task.FromResult(ApiAnswer.Json(
                [.. call.Node.Images.Summaries.Select(one => new TemplateView(one.Name, one.Summary))], Json.IReadOnlyListTemplateView)),
        },
        new("POST", "/v1/images", "Make an image from a template")
        {
            Request = typeof(ImageRequest), Response = typeof(ImageView), Answer = CreateAsync,
        },
        new("GET", "/v1/images/inspect", "Show one image")
        {
            Queries = ["name"], Response = typeof(ImageDetail), Answer = call => Task.FromResult(Inspect(call)),
        },
        new("DELETE", "/v1/images", "Take a name from an image; what then has no name and no container is removed")
        {
            Queries = ["name", "force"], Response = typeof(ImagePruneView), Answer = RemoveAsync,
        },
        new("POST", "/v1/images/prune", "Remove images without a name and a container, with all=true also those with one")
        {
            Queries = ["all"], Response = typeof(ImagePruneView), Answer = PruneAsync,
        },
        new("POST", "/v1/images/tag", "Give an image one more name")
        {
            Request = typeof(ImageTagRequest), Response = typeof(ImageView), Answer = TagAsync,
        },
        new("POST", "/v1/images/pull", "Pull an image: lines of progress, the last with the image or a problem")
        {
            Request = typeof(ImagePullRequest), Response = typeof(ImageProgress), ResponseType = "application/x-ndjson", Stream = PullAsync,
        },
        new("POST", "/v1/images/push", "Push an image: lines of progress, the last with the image or a problem")
        {
            Request = typeof(ImagePullRequest), Response = typeof(ImageProgress), ResponseType = "application/x-ndjson", Stream = PushAsync,
        },
    ];

    private static ApiAnswer List(ApiCall call)
    {
        var images = call.Node.ImageService;
        var library = images.Store.Library;
        var named = library.Names();
        var nameless = call.Flag("all")
            ? library.Records().Where(record => named.All(tag => tag.Digest != record.Digest)).Select(record => images.ToView(null, record, record.Digest))
            : [];
        return ApiAnswer.Json([.. named.Select(images.ToView), .. nameless], Json.IReadOnlyListImageView);
    }

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImageRequest);
        var templates = call.Node.Images.Templates;
        if (!templates.Contains(request.Template))
            return ApiAnswer.Invalid(
                $"There is no template '{request.Template}'",
                $"This node has: {string.Join(", ", templates)}",
                $"orch image create {request.Name} -t {templates.FirstOrDefault() ?? "TEMPLATE"}");
        var made = await call.Node.Images.CreateAsync(request.Name, request.Template, call.Cancel, request.Arguments, request.Container);
        var (image, problem) = made;
        if (image is null)
            return ApiAnswer.Problem(new Problem { Title = $"The image {request.Name} could not be made", Detail = problem, Status = 409 });
        var view = call.Node.ImageService.ToView(image.Name, call.Node.ImageService.Store.Library.Record(image.Digest), image.Digest);
        (view.Config, view.Message) = (made.Config, made.Message);
        return await RecordAsync(call, new ImageMade(image.Name, image.Digest, string.Join(' ', (string[])[$"template: {request.Template}", .. request.Arguments])))
            ?? ApiAnswer.Json(view, Json.ImageView);
    }

    private static ApiAnswer Inspect(ApiCall call)
    {
        var name = call.Query("name") ?? throw new BadRequestException("'name' is missing");
        return call.Node.Images.Resolve(name) is { Image: { } image }
            ? ApiAnswer.Json(ImageDetails.Of(call.Node.ImageService.Store.Library, image.Digest), Json.ImageDetail)
            : NotFound(call, name);
    }

    private static async Task<ApiAnswer> RemoveAsync(ApiCall call)
    {
        var name = call.Query("name") ?? throw new BadRequestException("'name' is missing");
        if (call.Node.Images.Resolve(name) is not { Image: { } image })
            return NotFound(call, name);
        if (await UseAllAsync(call) is { } unknown)
            return unknown;
        var library = call.Node.ImageService.Store.Library;
        var users = library.UsersOf(image.Digest);
        var names = library.Names().Where(tag => tag.Digest == image.Digest).Select(tag => tag.Name).ToList();
        var named = ImageReference.TryParse(name, out _) is { Digest: null } reference ? names.Where(one => one == reference.Familiar).ToList() : names;
        if (named.Count == 0)
            named = names;
        if (users.Count > 0 && named.Count == names.Count && !call.Flag("force"))
        {
            return ApiAnswer.Problem(new Problem
            {
                Title = $"The image {name} is in use",
                Detail = $"{users.Count} container{(users.Count == 1 ? "" : "s")} of this node {(users.Count == 1 ? "was" : "were")} made from it.",
                Next = "Remove them first (orch ps -a shows them), or take only the name away: orch image rm --force " + name,
                Status = 409,
            });
        }
        foreach (var one in named)
            library.Untag(one);
        var outcome = library.Prune(all: false);
        return await RecordAsync(call, new ImageRemoved(named, outcome.Images, outcome.FreedBytes))
            ?? ApiAnswer.Json(new ImagePruneView(outcome.Images, named, outcome.FreedBytes), Json.ImagePruneView);
    }

    private static async Task<ApiAnswer> PruneAsync(ApiCall call)
    {
        if (await UseAllAsync(call) is { } unknown)
            return unknown;
        var outcome = call.Node.ImageService.Store.Library.Prune(call.Flag("all"));
        if ((outcome.Images.Count > 0 || outcome.Names.Count > 0)
            && await RecordAsync(call, new ImageRemoved(outcome.Names, outcome.Images, outcome.FreedBytes)) is { } failed)
            return failed;
        return ApiAnswer.Json(new ImagePruneView(outcome.Images, outcome.Names, outcome.FreedBytes), Json.ImagePruneView);
    }

    /// <summary>
    /// What containers use is known to the store once the runtime has been told of all of them: the fleet answers only then,
    /// and what it answers is made sure of. Null: done.
    /// </summary>
    private static async Task<ApiAnswer?> UseAllAsync(ApiCall call)
    {
        var reply = await call.AskAsync(new ListContainers(true, null));
        if (reply.Refusal is { } refusal)
            return ApiAnswer.Of(refusal);
        foreach (var container in reply.View!)
        {
            if (container.Prepared.ImageDigest is { } digest)
                call.Node.ImageService.Store.Library.Use(container.Id, digest);
        }
        return null;
    }

    /// <summary>Null: it is in the journal.</summary>
    public static async Task<ApiAnswer?> RecordAsync(ApiCall call, IStoreEvent what)
    {
        var reply = await call.AskAsync(new RecordImage(call.Caller, call.Cause, what));
        return reply.Refusal is { } refusal ? ApiAnswer.Of(refusal) : null;
    }

    private static async Task<ApiAnswer> TagAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImageTagRequest);
        if (call.Node.Images.Resolve(request.Image) is not { Image: { } image })
            return NotFound(call, request.Image);
        if (ImageReference.TryParse(request.Name, out var problem) is not { Digest: null } reference)
            return ApiAnswer.Invalid($"'{request.Name}' cannot be a name", problem ?? "A digest follows from the content.", null);
        var library = call.Node.ImageService.Store.Library;
        var tag = library.Tag(reference.Familiar, library.Record(image.Digest)!);
        return await RecordAsync(call, new ImageMade(tag.Name, tag.Digest, $"tag: {image.Name}"))
            ?? ApiAnswer.Json(call.Node.ImageService.ToView(tag), Json.ImageView);
    }

    private static async Task PullAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImagePullRequest);
        var reference = Reference(request.Image);
        var problem = "";
        var platform = request.Platform is null ? Platform.Host : Platform.TryParse(request.Platform, out problem!) ?? throw new BadRequestException(problem!);
        var images = call.Node.ImageService;
        if (images.Blocked(reference.Registry) is { } blocked)
            throw new BadRequestException($"The image {request.Image} cannot be pulled", blocked, "orch config show");
        await new ProgressStream(call).RunAsync($"The image {request.Image} could not be pulled", async (watch, cancel) =>
        {
            var pulled = await images.Puller.PullAsync(reference, platform, request.Insecure, watch, cancel);
            await RecordAsync(call, new ImagePulled(pulled.Name, pulled.Image.Digest, reference.ToString(), pulled.FetchedBytes));
            return new ImageProgress
            {
                Image = images.ToView(pulled.Name, pulled.Image, pulled.Image.Digest),
                Changed = pulled.IsNew,
                FetchedBytes = pulled.FetchedBytes,
            };
        });
    }

    private static async Task PushAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImagePullRequest);
        var target = Reference(request.Target ?? request.Image);
        var images = call.Node.ImageService;
        if (call.Node.Images.Resolve(request.Image) is not { Image: { } image })
            throw new BadRequestException($"There is no image '{request.Image}'", null, "orch image ls");
        if (images.Blocked(target.Registry) is { } blocked)
            throw new BadRequestException($"The image {request.Image} cannot be pushed", blocked, "orch config show");
        await new ProgressStream(call).RunAsync($"The image {request.Image} could not be pushed", async (watch, cancel) =>
        {
            using var pin = images.Store.Library.Pin();
            pin.Add(image.Digest);
            var record = await images.Archives.WithDocumentsAsync(images.Store.Library.Record(image.Digest)!, pin, cancel);
            await images.Puller.PushAsync(record, target, request.Insecure, watch, cancel);
            await RecordAsync(call, new ImagePushed(image.Name, record.Digest, target.ToString()));
            return new ImageProgress
            {
                Image = images.ToView(target.Familiar, record, record.Digest),
                Changed = watch.Layers.Any(layer => layer.State == LayerState.Done),
                FetchedBytes = watch.Layers.Where(layer => layer.State == LayerState.Done).Sum(layer => layer.Total),
            };
        });
    }

    /// <summary>Of a pull that a creation needed.</summary>
    public static Task RecordPulledAsync(ApiCall call, string asked, PulledImage pulled) =>
        RecordAsync(call, new ImagePulled(pulled.Name, pulled.Image.Digest, pulled.Image.Source ?? asked, pulled.FetchedBytes));

    private static ImageReference Reference(string text) =>
        ImageReference.TryParse(text, out var problem) ?? throw new BadRequestException($"'{text}' names no image", problem, "orch image pull debian:12");

    private static ApiAnswer NotFound(ApiCall call, string name) => ApiAnswer.Problem(new Problem
    {
        Title = $"There is no image '{name}'",
        Detail = call.Node.Images.Resolve(name).Problem,
        Next = "orch image ls",
        Status = 404,
    });
}
