using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;
using Orchestrator.Contracts.Values;
using Orchestrator.Isolation.Images;

namespace Orchestrator.Daemon.Api.Images;

internal static class ImageRoutes
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public static IReadOnlyList<ApiRoute> All { get; } =
    [
        new("GET", "/v1/images", "List images")
        {
            Response = typeof(IReadOnlyList<ImageView>),
            Answer = call => Task.FromResult(
                ApiAnswer.Json([.. call.Node.Images.List().Select(ToView)], Json.IReadOnlyListImageView)),
        },
        new("POST", "/v1/images", "Make an image from a template")
        {
            Request = typeof(ImageRequest), Response = typeof(ImageView), Answer = CreateAsync,
        },
    ];

    private static async Task<ApiAnswer> CreateAsync(ApiCall call)
    {
        var request = await call.BodyAsync(Json.ImageRequest);
        var templates = call.Node.Images.Templates;
        if (!templates.Contains(request.Template))
            return ApiAnswer.Invalid(
                $"There is no template '{request.Template}'",
                $"This node has: {string.Join(", ", templates)}",
                $"orch image create {request.Name} -t {templates.FirstOrDefault() ?? "TEMPLATE"}");
        var (image, problem) = await call.Node.Images.CreateAsync(request.Name, request.Template, call.Cancel);
        return image is null
            ? ApiAnswer.Problem(new Problem { Title = $"The image {request.Name} could not be made", Detail = problem, Status = 409 })
            : ApiAnswer.Json(ToView(image), Json.ImageView);
    }

    private static ImageView ToView(ImageInfo image) => new()
    {
        Name = image.Name,
        Digest = image.Digest,
        SizeBytes = image.SizeBytes,
        CreatedAt = image.CreatedAt,
    };
}
