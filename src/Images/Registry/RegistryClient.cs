using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Orchestrator.Images.Oci;
using Polly;
using Polly.Retry;

namespace Orchestrator.Images.Registry;

/// <summary>
/// Speaks the OCI distribution protocol (distribution-spec, spec.md) with the registries of this node. What a registry
/// answers is hostile until its digest was checked.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private const int MostHops = 5;
    private const int MostErrorBytes = 4096;

    private readonly RegistryOptions _options;
    private readonly TokenSource _tokens;
    private readonly ConcurrentDictionary<string, RegistryHttp> _connections = new(StringComparer.Ordinal);
    private readonly ResiliencePipeline _tries;

    public RegistryClient(RegistryOptions options, Func<string, RegistryLogin?> logins)
    {
        _options = options;
        _tokens = new TokenSource(logins, options.Time);
        _tries = new ResiliencePipelineBuilder { TimeProvider = options.Time }.AddRetry(Retries(options)).Build();
    }

    /// <summary>The bytes of a manifest or index, their digest checked when one was asked for or the registry names one.</summary>
    /// <exception cref="RegistryException"/>
    public Task<(byte[] Bytes, string? ContentType)> GetManifestAsync(
        string host, string repository, string target, string registry, CancellationToken cancel) =>
        TryAsync(
            async attempt =>
            {
                using var answer = await SendAsync(
                    host, repository, "pull",
                    http => Request(HttpMethod.Get, http.Address($"/v2/{repository}/manifests/{target}" + Namespace(host, registry)), MediaTypes.Accepted),
                    attempt).ConfigureAwait(false);
                if (answer.StatusCode != HttpStatusCode.OK)
                    throw await ProblemAsync(answer, $"the image {repository} {target}", host, attempt).ConfigureAwait(false);
                var bytes = await ReadAllAsync(answer, ImageLimits.ManifestBytes, "manifest", attempt).ConfigureAwait(false);
                var wanted = Digest.TryParse(target) ?? Digest.TryParse(Header(answer, "Docker-Content-Digest"));
                if (wanted is { } digest && !digest.Matches(bytes))
                    throw new RegistryException(RegistryProblem.Refused, $"{host} sent a manifest that does not have its digest {digest}.");
                return (bytes, answer.Content.Headers.ContentType?.ToString());
            },
            cancel);

    /// <summary>A small blob, its digest checked.</summary>
    /// <exception cref="RegistryException"/>
    public Task<byte[]> GetSmallBlobAsync(string host, string repository, Descriptor descriptor, int most, string registry, CancellationToken cancel) =>
        TryAsync(
            async attempt =>
            {
                using var answer = await OpenBlobAsync(host, repository, descriptor.Digest, 0, registry, attempt).ConfigureAwait(false);
                var bytes = await ReadAllAsync(answer, most, "blob", attempt).ConfigureAwait(false);
                return bytes.Length == descriptor.Size && descriptor.Digest.Matches(bytes)
                    ? bytes
                    : throw new RegistryException(
                        RegistryProblem.Refused, $"{host} sent {bytes.Length} bytes that do not have the digest {descriptor.Digest} and size {descriptor.Size}.");
            },
            cancel);

    /// <summary>One try to get a blob from an offset on: the answer is 200 with all, or 206 with the rest.</summary>
    /// <exception cref="RegistryException"/>
    internal async Task<HttpResponseMessage> OpenBlobAsync(
        string host, string repository, Digest digest, long from, string registry, CancellationToken cancel)
    {
        var answer = await SendAsync(
            host, repository, "pull",
            http =>
            {
                var request = Request(HttpMethod.Get, http.Address($"/v2/{repository}/blobs/{digest}" + Namespace(host, registry)), []);
                if (from > 0)
                    request.Headers.Range = new RangeHeaderValue(from, null);
                return request;
            },
            cancel).ConfigureAwait(false);
        if (answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
            return answer;
        using (answer)
            throw await ProblemAsync(answer, $"the blob {digest} of {repository}", host, cancel).ConfigureAwait(false);
    }

    /// <summary>Whether the registry has it already.</summary>
    public Task<bool> HasBlobAsync(string host, string repository, Digest digest, CancellationToken cancel) => TryAsync(
        async attempt =>
        {
            using var answer = await SendAsync(
                host, repository, "pull,push", http => Request(HttpMethod.Head, http.Address($"/v2/{repository}/blobs/{digest}"), []), attempt).ConfigureAwait(false);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => true,
                HttpStatusCode.NotFound => false,
                _ => throw await ProblemAsync(answer, $"the blob {digest} of {repository}", host, attempt).ConfigureAwait(false),
            };
        },
        cancel);

    /// <summary>Sends a blob as one upload (distribution-spec, "Pushing a blob monolithically").</summary>
    /// <param name="content">Opens it anew for each try.</param>
    public Task PushBlobAsync(string host, string repository, Digest digest, long size, Func<Stream> content, CancellationToken cancel) => TryAsync(
        async attempt =>
        {
            using var begun = await SendAsync(
                host, repository, "pull,push", http => Request(HttpMethod.Post, http.Address($"/v2/{repository}/blobs/uploads/"), []), attempt).ConfigureAwait(false);
            if (begun.StatusCode != HttpStatusCode.Accepted || begun.Headers.Location is not { } place)
                throw await ProblemAsync(begun, $"an upload to {repository}", host, attempt).ConfigureAwait(false);
            using var sent = await SendAsync(
                host, repository, "pull,push",
                http =>
                {
                    var address = place.IsAbsoluteUri ? place : new Uri(http.Address("/"), place);
                    if (!http.Allows(address))
                        throw new RegistryException(RegistryProblem.Refused, $"{host} wants an upload to {Shown(address)}, which is not allowed.");
                    var whole = new UriBuilder(address);
                    whole.Query = (whole.Query.Length > 1 ? whole.Query[1..] + "&" : "") + $"digest={Uri.EscapeDataString(digest.ToString())}";
                    var request = Request(HttpMethod.Put, whole.Uri, []);
                    request.Content = new StreamContent(content(), 1 << 17);
                    request.Content.Headers.ContentLength = size;
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                    return request;
                },
                attempt, limitAnswer: false).ConfigureAwait(false);
            if (sent.StatusCode != HttpStatusCode.Created)
                throw await ProblemAsync(sent, $"the blob {digest} for {repository}", host, attempt).ConfigureAwait(false);
            return true;
        },
        cancel);

    public Task PushManifestAsync(string host, string repository, string target, string mediaType, byte[] bytes, CancellationToken cancel) => TryAsync(
        async attempt =>
        {
            using var answer = await SendAsync(
                host, repository, "pull,push",
                http =>
                {
                    var request = Request(HttpMethod.Put, http.Address($"/v2/{repository}/manifests/{target}"), []);
                    request.Content = new ByteArrayContent(bytes);
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
                    return request;
                },
                attempt).ConfigureAwait(false);
            return answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK
                ? true
                : throw await ProblemAsync(answer, $"the manifest {target} for {repository}", host, attempt).ConfigureAwait(false);
        },
        cancel);

    /// <summary>Asks whether a login is accepted (distribution-spec, "Determining Support").</summary>
    public Task CheckAsync(string host, CancellationToken cancel) => TryAsync(
        async attempt =>
        {
            using var answer = await SendAsync(host, null, null, http => Request(HttpMethod.Get, http.Address("/v2/"), []), attempt).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK
                ? true
                : throw await ProblemAsync(answer, "anything", host, attempt).ConfigureAwait(false);
        },
        cancel);

    /// <summary>The next request makes a connection of its own. What is under way with the old one may still end.</summary>
    public void Forget(string host)
    {
        _connections.TryRemove(host, out _);
        _tokens.Forget(host);
    }

    public void Dispose()
    {
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    internal static RetryStrategyOptions Retries(RegistryOptions options) => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<RegistryException>(error => error.Problem == RegistryProblem.Passing),
        MaxRetryAttempts = Math.Max(options.Tries - 1, 1),
        Delay = options.FirstPause,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        MaxDelay = TimeSpan.FromSeconds(10),
        DelayGenerator = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is RegistryException { RetryAfter: { } pause } ? (TimeSpan?)(pause > TimeSpan.FromSeconds(30) ? TimeSpan.FromSeconds(30) : pause) : null),
    };

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> act, CancellationToken cancel) =>
        await _tries.ExecuteAsync(async attempt => await act(attempt).ConfigureAwait(false), cancel).ConfigureAwait(false);

    /// <summary>Sends with what authorization the registry wants, and follows redirects without taking it along.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        string host, string? repository, string? actions, Func<RegistryHttp, HttpRequestMessage> make, CancellationToken cancel, bool limitAnswer = true)
    {
        var http = _connections.GetOrAdd(host, static (name, options) => new RegistryHttp(name, options), _options);
        var scope = repository is null ? null : $"repository:{repository}:{actions}";
        var answer = await SendOnceAsync(http, make(http), _tokens.Known(host, scope), limitAnswer, cancel).ConfigureAwait(false);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            AuthenticationHeaderValue authorization;
            using (answer)
            {
                var challenges = answer.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
                    ? values.SelectMany(AuthChallenge.Parse).ToList()
                    : [];
                authorization = await _tokens.AnswerAsync(host, scope, challenges, (request, stop) => SendOnceAsync(http, request, null, true, stop), http, cancel).ConfigureAwait(false);
            }
            answer = await SendOnceAsync(http, make(http), authorization, limitAnswer, cancel).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
                _tokens.Forget(host, scope);
        }
        return answer;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        RegistryHttp http, HttpRequestMessage first, AuthenticationHeaderValue? authorization, bool limitAnswer, CancellationToken cancel)
    {
        var request = first;
        for (var hops = 0; ; hops++)
        {
            if (!http.Allows(request.RequestUri!))
                throw new RegistryException(RegistryProblem.Refused, $"An address of {Shown(request.RequestUri!)} is not fetched from; only https is.");
            // Authorization is for the one server that it was given for (L48, CVE-2020-15157).
            if (authorization is not null && SameServer(request.RequestUri!, first.RequestUri!))
                request.Headers.Authorization = authorization;
            HttpResponseMessage answer;
            using (var limit = new CancellationTokenSource(_options.AnswerTime, _options.Time))
            using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limitAnswer ? limit.Token : CancellationToken.None))
            {
                try
                {
                    answer = await http.SendAsync(request, both.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    throw new RegistryException(
                        RegistryProblem.Passing, $"{request.RequestUri!.Authority} did not answer within {_options.AnswerTime.TotalSeconds:0} s.");
                }
            }
            if ((int)answer.StatusCode is not (301 or 302 or 303 or 307 or 308) || request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
                return answer;
            using (answer)
            {
                if (answer.Headers.Location is not { } location || hops == MostHops)
                    throw new RegistryException(RegistryProblem.Refused, $"{request.RequestUri!.Authority} sends from place to place without an end.");
                var next = location.IsAbsoluteUri ? location : new Uri(request.RequestUri!, location);
                if (!http.Allows(next))
                    throw new RegistryException(RegistryProblem.Refused, $"{request.RequestUri!.Authority} redirects to {Shown(next)}, which is not fetched from; only https is.");
                var following = new HttpRequestMessage(request.Method, next);
                foreach (var accept in request.Headers.Accept)
                    following.Headers.Accept.Add(accept);
                following.Headers.Range = request.Headers.Range;
                following.Headers.UserAgent.ParseAdd(UserAgent);
                request = following;
            }
        }
    }

    private const string UserAgent = "orch/1";

    private static HttpRequestMessage Request(HttpMethod method, Uri address, IReadOnlyList<string> accept)
    {
        var request = new HttpRequestMessage(method, address);
        foreach (var type in accept)
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        request.Headers.UserAgent.ParseAdd(UserAgent);
        return request;
    }

    private async Task<byte[]> ReadAllAsync(HttpResponseMessage answer, int most, string what, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentLength > most)
            throw TooLarge();
        using var gathered = new MemoryStream();
        await using var body = new PatientStream(await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false), _options);
        var buffer = new byte[1 << 14];
        while (await body.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var read)
        {
            if (gathered.Length + read > most)
                throw TooLarge();
            gathered.Write(buffer, 0, read);
        }
        return gathered.ToArray();

        RegistryException TooLarge() => new(RegistryProblem.Refused, $"The {what} has more than {most} bytes.");
    }

    private static async Task<RegistryException> ProblemAsync(HttpResponseMessage answer, string what, string host, CancellationToken cancel)
    {
        var said = await RegistryErrors.ReadAsync(answer, MostErrorBytes, cancel).ConfigureAwait(false);
        var status = (int)answer.StatusCode;
        return status switch
        {
            404 => new RegistryException(RegistryProblem.NotFound, $"{host} does not have {what}{said}. Check the name and tag."),
            401 or 403 => new RegistryException(
                RegistryProblem.Unauthorized, $"{host} does not let this node have {what}{said}. Log in with: orch login {host}"),
            429 or >= 500 => new RegistryException(RegistryProblem.Passing, $"{host} answered {status} for {what}{said}.")
            {
                RetryAfter = answer.Headers.RetryAfter?.Delta,
            },
            _ => new RegistryException(RegistryProblem.Refused, $"{host} answered {status} for {what}{said}."),
        };
    }

    private static bool SameServer(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>A mirror for several registries is told which is meant (distribution-spec, "Registry proxying").</summary>
    private static string Namespace(string host, string registry) => host == registry ? "" : $"?ns={Uri.EscapeDataString(registry)}";

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string Shown(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https" ? $"{address.Scheme}://{address.Authority}" : $"{address.Scheme}:";
}
