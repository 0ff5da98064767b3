using System.Text.RegularExpressions;

namespace Orchestrator.Images.Oci;

/// <summary>
/// Where an image is and which one: <c>[HOST[:PORT]/]PATH[:TAG][@DIGEST]</c>, the grammar that Docker made and every tool
/// since understands (distribution/reference). A first part with a dot or a port, or <c>localhost</c>, is a registry;
/// without one it is docker.io, where a path of one part lies below <c>library/</c>.
/// </summary>
public sealed partial record ImageReference
{
    public const string DefaultRegistry = "docker.io";
    public const string DefaultTag = "latest";
    private const string DefaultPrefix = "library/";
    private const int MostName = 255;

    private ImageReference(string registry, string repository, string? tag, Digest? digest)
    {
        Registry = registry;
        Repository = repository;
        Tag = tag;
        Digest = digest;
    }

    /// <summary>Host and port if it has one, e.g. <c>docker.io</c> or <c>127.0.0.1:5000</c>.</summary>
    public string Registry { get; }

    /// <summary>The path within the registry, e.g. <c>library/debian</c>.</summary>
    public string Repository { get; }

    /// <summary>Null only beside a digest.</summary>
    public string? Tag { get; }

    /// <summary>When given it decides, and the tag is only a remark.</summary>
    public Digest? Digest { get; }

    /// <summary>What to ask the registry for: the digest, else the tag.</summary>
    public string Target => Digest?.ToString() ?? Tag!;

    /// <summary>The short form: docker.io, <c>library/</c> and the tag <c>latest</c> are left out.</summary>
    public string Familiar
    {
        get
        {
            var name = Registry != DefaultRegistry ? $"{Registry}/{Repository}"
                : Repository.StartsWith(DefaultPrefix, StringComparison.Ordinal) && Repository.LastIndexOf('/') == DefaultPrefix.Length - 1
                    ? Repository[DefaultPrefix.Length..]
                    : Repository;
            return name + (Tag is null or DefaultTag ? "" : $":{Tag}") + (Digest is null ? "" : $"@{Digest}");
        }
    }

    /// <summary>Everything spelled out.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}" + (Tag is null ? "" : $":{Tag}") + (Digest is null ? "" : $"@{Digest}");

    public ImageReference WithDigest(Digest digest) => new(Registry, Repository, Tag, digest);

    /// <summary>Whether somebody wrote a registry, so that this can be no image made on this machine.</summary>
    public bool HasRegistry => Registry != DefaultRegistry;

    /// <param name="problem">What is wrong with the text, and what a reference looks like.</param>
    public static ImageReference? TryParse(string text, out string? problem)
    {
        problem = null;
        if (text.Length > MostName + 1 + 128 + 1 + 7 + 128 || Grammar().Match(text) is not { Success: true } match)
        {
            problem = Problem(text);
            return null;
        }
        Digest? digest = null;
        if (match.Groups["digest"] is { Success: true, Value: var written })
        {
            digest = Oci.Digest.TryParse(written);
            if (digest is null)
            {
                problem = $"The digest in '{Shown(text)}' is no sha256 or sha512 in lower-case hex digits. "
                    + "It looks like sha256:, followed by 64 of 0-9 a-f.";
                return null;
            }
        }
        var registry = match.Groups["registry"] is { Success: true, Value: var host } ? host : null;
        var path = match.Groups["path"].Value;
        // Only these tell a host from the first part of a path.
        if (registry is not null && !registry.Contains('.') && !registry.Contains(':') && registry != "localhost"
            && registry[0] != '[' && registry.ToLowerInvariant() == registry)
        {
            path = $"{registry}/{path}";
            registry = null;
        }
        if (registry is "index.docker.io")
            registry = null;
        registry ??= DefaultRegistry;
        if (registry == DefaultRegistry && !path.Contains('/'))
            path = DefaultPrefix + path;
        if (registry.Length + 1 + path.Length > MostName)
        {
            problem = $"The name in '{Shown(text)}' has {registry.Length + 1 + path.Length} characters; {MostName} are the most.";
            return null;
        }
        var tag = match.Groups["tag"] is { Success: true, Value: var given } ? given : digest is null ? DefaultTag : null;
        return new ImageReference(registry, path, tag, digest);
    }

    private static string Problem(string text) =>
        $"'{Shown(text)}' is no image reference. It looks like debian, debian:12, registry.example:5000/team/web:1.2 "
        + "or web@sha256:…; the path is lower-case.";

    private static string Shown(string text)
    {
        var clean = new string([.. text.Take(80).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)]);
        return text.Length <= 80 ? clean : $"{clean}…";
    }

    // The text may be hostile: it is bounded above, and no repetition holds another one over the same letters.
    [GeneratedRegex(
        @"\A(?:(?<registry>(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?)/)?"
        + @"(?<path>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)"
        + @"(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>[A-Za-z0-9]+(?:[+._-][A-Za-z0-9]+)*:[0-9a-fA-F]{32,}))?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Grammar();
}
