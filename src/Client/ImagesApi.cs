using System.Runtime.CompilerServices;
using System.Text.Json;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Images;

namespace Orchestrator.Client;

/// <summary><c>/v1/images</c> and <c>/v1/logins</c>.</summary>
public sealed class ImagesApi(ApiTransport transport)
{
    private static readonly ContractsJson Json = ContractsJson.Default;

    public Task<ApiResult<IReadOnlyList<ImageView>>> ListAsync(CancellationToken cancel, bool all = false) =>
        transport.GetAsync(all ? "v1/images?all=true" : "v1/images", Json.IReadOnlyListImageView, cancel);

    public Task<ApiResult<ImageView>> CreateAsync(ImageRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/images", request, Json.ImageRequest, Json.ImageView, cancel);

    public Task<ApiResult<IReadOnlyList<TemplateView>>> TemplatesAsync(CancellationToken cancel) =>
        transport.GetAsync("v1/templates", Json.IReadOnlyListTemplateView, cancel);

    public Task<ApiResult<ImageDetail>> InspectAsync(string name, CancellationToken cancel) =>
        transport.GetAsync($"v1/images/inspect?name={Uri.EscapeDataString(name)}", Json.ImageDetail, cancel);

    public Task<ApiResult<ImagePruneView>> RemoveAsync(string name, bool force, CancellationToken cancel) =>
        transport.DeleteAsync($"v1/images?name={Uri.EscapeDataString(name)}{(force ? "&force=true" : "")}", Json.ImagePruneView, cancel);

    public Task<ApiResult<ImagePruneView>> PruneAsync(bool all, CancellationToken cancel) =>
        transport.PostAsync($"v1/images/prune{(all ? "?all=true" : "")}", Json.ImagePruneView, cancel);

    public Task<ApiResult<ImageView>> TagAsync(ImageTagRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/images/tag", request, Json.ImageTagRequest, Json.ImageView, cancel);

    public Task<ApiResult<ImageView>> CommitAsync(ImageCommitRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/images/commit", request, Json.ImageCommitRequest, Json.ImageView, cancel);

    /// <param name="archive">Read to its end, and disposed of.</param>
    /// <param name="tag">The one of the archive's images that is called so there; null: all.</param>
    public async Task<ApiResult<IReadOnlyList<ImageView>>> ImportAsync(
        HttpContent archive, string? name, string? platform, string? tag, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/images/import?name={Uri.EscapeDataString(name ?? "")}"
            + (platform is null ? "" : $"&platform={Uri.EscapeDataString(platform)}") + (tag is null ? "" : $"&tag={Uri.EscapeDataString(tag)}")) { Content = archive };
        return await transport.SendAsync(request, Json.IReadOnlyListImageView, cancel);
    }

    /// <summary>The caller disposes the answer, whose body is the tar.</summary>
    public Task<ApiResult<HttpResponseMessage>> ExportAsync(string name, CancellationToken cancel) =>
        transport.OpenAsync(new HttpRequestMessage(HttpMethod.Get, $"v1/images/export?name={Uri.EscapeDataString(name)}"), cancel);

    /// <summary>Lines of progress; the last one has the image or the problem.</summary>
    public IAsyncEnumerable<ImageProgress> PullAsync(ImagePullRequest request, CancellationToken cancel) =>
        LinesAsync(() => ApiTransport.Post("v1/images/pull", request, Json.ImagePullRequest), cancel);

    public IAsyncEnumerable<ImageProgress> PushAsync(ImagePullRequest request, CancellationToken cancel) =>
        LinesAsync(() => ApiTransport.Post("v1/images/push", request, Json.ImagePullRequest), cancel);

    public Task<ApiResult<LoginView>> LoginAsync(LoginRequest request, CancellationToken cancel) =>
        transport.PostAsync("v1/logins", request, Json.LoginRequest, Json.LoginView, cancel);

    public Task<ApiResult<LoginView>> LogoutAsync(string registry, CancellationToken cancel) =>
        transport.DeleteAsync($"v1/logins?registry={Uri.EscapeDataString(registry)}", Json.LoginView, cancel);

    private async IAsyncEnumerable<ImageProgress> LinesAsync(Func<HttpRequestMessage> make, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = make();
        var (response, problem) = await transport.OpenAsync(request, cancel);
        if (response is null)
        {
            yield return new ImageProgress { Problem = problem };
            yield break;
        }
        using var _ = response;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
        while (true)
        {
            ImageProgress? line;
            try
            {
                line = await reader.ReadLineAsync(cancel) is { } text
                    ? JsonSerializer.Deserialize(text, Json.ImageProgress)
                    : new ImageProgress { Problem = Problems.Unreachable(transport.SocketPath, "The connection broke while the answer came.") };
            }
            catch (Exception error) when (error is IOException or HttpRequestException)
            {
                line = new ImageProgress { Problem = Problems.Unreachable(transport.SocketPath, $"The connection broke while the answer came: {error.Message}") };
            }
            catch (JsonException error)
            {
                line = new ImageProgress { Problem = Problems.Garbled(error.Message) };
            }
            yield return line!;
            if (line is null or { Layers: null })
                yield break;
        }
    }
}
