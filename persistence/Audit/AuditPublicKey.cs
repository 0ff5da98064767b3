using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Orchestrator.Persistence.Audit;

/// <summary>An Ed25519 public key. The base library of .NET 10 has none; BouncyCastle's is managed code.</summary>
public sealed class AuditPublicKey : IEquatable<AuditPublicKey>
{
    private const string Label = "PUBLIC KEY";

    // SubjectPublicKeyInfo of RFC 8410 up to the key's 32 bytes; nothing in it varies.
    private static readonly byte[] Prefix = Convert.FromHexString("302a300506032b6570032100");

    private readonly byte[] _raw;

    public AuditPublicKey(ReadOnlySpan<byte> raw)
    {
        if (raw.Length != Ed25519.PublicKeySize)
            throw new ArgumentException($"An Ed25519 public key has {Ed25519.PublicKeySize} bytes, not {raw.Length}.", nameof(raw));
        _raw = raw.ToArray();
        Fingerprint = "sha256:" + Convert.ToHexStringLower(SHA256.HashData([.. Prefix, .. _raw]));
    }

    public ReadOnlyMemory<byte> Raw => _raw;

    /// <summary>SHA-256 of the key in DER: <c>openssl pkey -pubin -outform DER | sha256sum</c> gives the same.</summary>
    public string Fingerprint { get; }

    public string Pem => PemEncoding.WriteString(Label, [.. Prefix, .. _raw]) + "\n";

    /// <exception cref="AuditKeyException">It is no Ed25519 public key in PEM.</exception>
    public static AuditPublicKey FromPem(string text, string origin)
    {
        if (!Pkcs.TryRead(text, Label, out byte[] der) || der.Length != Prefix.Length + Ed25519.PublicKeySize
            || !der.AsSpan().StartsWith(Prefix))
            throw new AuditKeyException($"{origin} holds no Ed25519 public key in PEM. 'orch audit key' prints that of a node.");
        return new AuditPublicKey(der.AsSpan(Prefix.Length));
    }

    public bool Verifies(ReadOnlySpan<byte> text, ReadOnlySpan<byte> signature) =>
        signature.Length == Ed25519.SignatureSize
        && Ed25519.Verify(signature.ToArray(), 0, _raw, 0, text.ToArray(), 0, text.Length);

    public bool Equals(AuditPublicKey? other) => other is not null && _raw.AsSpan().SequenceEqual(other._raw);

    public override bool Equals(object? obj) => Equals(obj as AuditPublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(_raw);

    public override string ToString() => Fingerprint;
}
