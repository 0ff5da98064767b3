using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Images.Registry;

/// <summary>
/// What authorizes requests: basic authentication, or tokens from the server that the registry names (distribution's
/// "Token Authentication Specification"), kept for as long as they are good for.
/// </summary>
internal sealed class TokenSource(Func<string, RegistryLogin?> logins, TimeProvider time)
{
    private const int MostTokenBytes = 64 << 10;

    /// <summary>What the specification says of a token that does not tell how long it lives.</summary>
    private static readonly TimeSpan DefaultLife = TimeSpan.FromSeconds(60);

    /// <summary>Not used any more so long before its end.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Host, string? Scope), Authorization> _known = new();
    private readonly SemaphoreSlim _one = new(1, 1);

    private sealed record Authorization(AuthenticationHeaderValue Header, DateTimeOffset? Until);

    public AuthenticationHeaderValue? Known(string host, string? scope) =>
        _known.TryGetValue((host, scope), out var known) && (known.Until is not { } until || until > time.GetUtcNow()) ? known.Header : null;

    public void Forget(string host)
    {
        foreach (var key in _known.Keys.Where(key => key.Host == host))
            _known.TryRemove(key, out _);
    }

    public void Forget(string host, string? scope) => _known.TryRemove((host, scope), out _);

    /// <exception cref="RegistryException">There is no way to what was asked for.</exception>
    public async Task<AuthenticationHeaderValue> AnswerAsync(
        string host, string? scope, IReadOnlyList<AuthChallenge> challenges,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, RegistryHttp http, CancellationToken cancel)
    {
        var login = logins(host);
        if (challenges.FirstOrDefault(challenge => challenge.Scheme == "bearer") is { } bearer)
        {
            // Layers come in parallel and want the same token: one is fetched.
            await _one.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                return await FetchAsync(host, scope, bearer, login, send, http, cancel).ConfigureAwait(false);
            }
            finally
            {
                _one.Release();
            }
        }
        if (challenges.Any(challenge => challenge.Scheme == "basic"))
        {
            if (login is null)
                throw new RegistryException(RegistryProblem.Unauthorized, $"{host} wants a login. Log in with: orch login {host}");
            var header = Basic(login);
            _known[(host, scope)] = new Authorization(header, null);
            return header;
        }
        throw new RegistryException(
            RegistryProblem.Unauthorized,
            $"{host} wants an authorization of a kind that is not known ({string.Join(", ", challenges.Select(one => one.Scheme).Take(5))}); bearer and basic are.");
    }

    private async Task<AuthenticationHeaderValue> FetchAsync(
        string host, string? scope, AuthChallenge bearer, RegistryLogin? login,
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, RegistryHttp http, CancellationToken cancel)
    {
        if (bearer.Parameters.GetValueOrDefault("realm") is not { } realm || !Uri.TryCreate(realm, UriKind.Absolute, out var address) || !http.Allows(address))
            throw new RegistryException(RegistryProblem.Refused, $"{host} names no https address where a token could be had.");
        using var request = Request(address, bearer.Parameters.GetValueOrDefault("service"), bearer.Parameters.GetValueOrDefault("scope") ?? scope, login);
        using var answer = await send(request, cancel).ConfigureAwait(false);
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest)
        {
            throw new RegistryException(RegistryProblem.Unauthorized, login is null
                ? $"{host} gives no token without a login. Log in with: orch login {host}"
                : $"{host} does not accept the login of {login.User}. Log in again with: orch login {host}");
        }
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new RegistryException(RegistryProblem.Passing, $"{address.Authority} answered {(int)answer.StatusCode} when asked for a token.");
        var buffer = new byte[MostTokenBytes];
        await using var body = await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, both.Token).ConfigureAwait(false);
        var (token, life) = Read(buffer.AsMemory(0, read), host);
        var header = new AuthenticationHeaderValue("Bearer", token);
        _known[(host, scope)] = new Authorization(header, time.GetUtcNow() + (life > Margin ? life - Margin : life / 2));
        return header;
    }

    private static HttpRequestMessage Request(Uri realm, string? service, string? scope, RegistryLogin? login)
    {
        if (login?.IdentityToken is { } refresh)
        {
            var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refresh, ["client_id"] = "orch" };
            if (service is not null)
                form["service"] = service;
            if (scope is not null)
                form["scope"] = scope;
            return new HttpRequestMessage(HttpMethod.Post, realm) { Content = new FormUrlEncodedContent(form) };
        }
        var query = new List<string>();
        if (realm.Query.Length > 1)
            query.Add(realm.Query[1..]);
        if (service is not null)
            query.Add($"service={Uri.EscapeDataString(service)}");
        query.AddRange((scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => $"scope={Uri.EscapeDataString(one)}"));
        var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder(realm) { Query = string.Join('&', query) }.Uri);
        if (login is not null)
            request.Headers.Authorization = Basic(login);
        return request;
    }

    internal static (string Token, TimeSpan Life) Read(ReadOnlyMemory<byte> bytes, string host)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object)
            {
                var token = new[] { "token", "access_token" }
                    .Select(name => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
                    .FirstOrDefault(value => !string.IsNullOrEmpty(value));
                var life = root.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number
                    && seconds.TryGetInt32(out var number) && number > 0 ? TimeSpan.FromSeconds(number) : DefaultLife;
                // A header of its own making must not come out of it.
                if (token is not null && token.All(letter => letter is > ' ' and < (char)127))
                    return (token, life);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
        }
        throw new RegistryException(RegistryProblem.Refused, $"The token server of {host} sent no token that can be used.");
    }

    private static AuthenticationHeaderValue Basic(RegistryLogin login) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")));
}
