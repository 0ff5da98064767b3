using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Images.Registry;

/// <summary>
/// Logins by registry, in the form of Docker's config.json: <c>{"auths":{"HOST":{"auth":"BASE64 of user:password"}}}</c>.
/// The own file is written with mode 0600; others are only read.
/// </summary>
public sealed class CredentialFile(string path, IReadOnlyList<string> others)
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] DockerHub = ["docker.io", "index.docker.io", "registry-1.docker.io", "https://index.docker.io/v1/"];
    private readonly Lock _writing = new();

    public RegistryLogin? Find(string registry) =>
        ((IEnumerable<string>)[path, .. others]).Select(file => Find(Read(file), registry)).FirstOrDefault(login => login is not null);

    /// <summary>Registries of the own file.</summary>
    public IReadOnlyList<string> Registries() => Read(path)?["auths"] is JsonObject auths ? [.. auths.Select(one => one.Key)] : [];

    public void Save(string registry, RegistryLogin login) => Change(auths =>
    {
        var entry = new JsonObject
        {
            ["auth"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login.User}:{login.Password}")),
        };
        if (login.IdentityToken is not null)
            entry["identitytoken"] = login.IdentityToken;
        auths[registry] = entry;
        return true;
    });

    /// <summary>False: there was none.</summary>
    public bool Remove(string registry) => Change(auths => auths.Remove(registry));

    private bool Change(Func<JsonObject, bool> change)
    {
        lock (_writing)
        {
            var root = Read(path) ?? [];
            if (root["auths"] is not JsonObject auths)
                root["auths"] = auths = [];
            if (!change(auths))
                return false;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var beside = path + ".new";
            File.Delete(beside);
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using (var stream = new FileStream(beside, options))
            {
                stream.Write(Encoding.UTF8.GetBytes(root.ToJsonString(new JsonSerializerOptions { WriteIndented = true })));
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
            return true;
        }
    }

    private static RegistryLogin? Find(JsonObject? root, string registry)
    {
        if (root?["auths"] is not JsonObject auths)
            return null;
        IEnumerable<string> names = registry == "docker.io" ? DockerHub : [registry, $"https://{registry}", $"https://{registry}/v1/", $"https://{registry}/v2/"];
        return names.Select(name => auths[name]).OfType<JsonObject>().Select(Login).FirstOrDefault(login => login is not null);
    }

    private static RegistryLogin? Login(JsonObject entry)
    {
        try
        {
            var token = (string?)entry["identitytoken"];
            if ((string?)entry["auth"] is not { Length: > 0 } auth)
            {
                return (string?)entry["username"] is { } user && (string?)entry["password"] is { } password
                    ? new RegistryLogin(user, password, token)
                    : null;
            }
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).TrimEnd('\0');
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? null : new RegistryLogin(text[..colon], text[(colon + 1)..], token);
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null: there is none, or none that can be read.</summary>
    private static JsonObject? Read(string file)
    {
        try
        {
            return new FileInfo(file) is { Exists: true, Length: <= MostBytes } ? JsonNode.Parse(File.ReadAllBytes(file)) as JsonObject : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            return null;
        }
    }
}
