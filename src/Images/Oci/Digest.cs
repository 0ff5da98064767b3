using System.Security.Cryptography;

namespace Orchestrator.Images.Oci;

/// <summary>
/// The name of content: algorithm and hash (OCI image spec, descriptor.md "Digests"). Only sha256 and sha512 exist, and hex
/// digits are lower-case, so a digest is always safe as a file name.
/// </summary>
public readonly record struct Digest
{
    private Digest(DigestAlgorithm algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public DigestAlgorithm Algorithm { get; }

    public string Hex { get; }

    /// <summary>Null: the text is no digest, or of an algorithm that is not known.</summary>
    public static Digest? TryParse(string? text)
    {
        if (text is null || text.IndexOf(':', StringComparison.Ordinal) is var colon && colon != 6)
            return null;
        var hex = text[7..];
        DigestAlgorithm? algorithm = text.AsSpan(0, colon) switch
        {
            "sha256" when hex.Length == 64 => DigestAlgorithm.Sha256,
            "sha512" when hex.Length == 128 => DigestAlgorithm.Sha512,
            _ => null,
        };
        return algorithm is { } known && hex.All(char.IsAsciiHexDigitLower) ? new Digest(known, hex) : null;
    }

    public static Digest Of(ReadOnlySpan<byte> content) => new(DigestAlgorithm.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));

    /// <summary>Whether the content has this name.</summary>
    public bool Matches(ReadOnlySpan<byte> content) => Hex == Convert.ToHexStringLower(
        Algorithm == DigestAlgorithm.Sha256 ? SHA256.HashData(content) : SHA512.HashData(content));

    public IncrementalHash StartHash() => IncrementalHash.CreateHash(
        Algorithm == DigestAlgorithm.Sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA512);

    /// <summary>The digest of what a hash begun by <see cref="StartHash"/> was given so far.</summary>
    public bool Matches(IncrementalHash hash) => Hex == Convert.ToHexStringLower(hash.GetCurrentHash());

    /// <summary><c>sha256-0123…</c>, for a file name.</summary>
    public string FileName => $"{Prefix}-{Hex}";

    public string Prefix => Algorithm == DigestAlgorithm.Sha256 ? "sha256" : "sha512";

    public override string ToString() => $"{Prefix}:{Hex}";
}
