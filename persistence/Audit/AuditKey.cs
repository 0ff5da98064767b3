using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Orchestrator.Actors.Audit;

namespace Orchestrator.Persistence.Audit;

/// <summary>The node's private key: PKCS#8 in PEM, as <c>openssl genpkey -algorithm ed25519</c> writes it too.</summary>
internal sealed class AuditKey : IAuditSigner
{
    private const string Label = "PRIVATE KEY";

    // OneAsymmetricKey of RFC 8410 up to the seed's 32 bytes; nothing in it varies.
    private static readonly byte[] Prefix = Convert.FromHexString("302e020100300506032b657004220420");

    private readonly byte[] _seed;
    private readonly byte[] _public = new byte[Ed25519.PublicKeySize];

    private AuditKey(byte[] seed)
    {
        _seed = seed;
        Ed25519.GeneratePublicKey(_seed, 0, _public, 0);
        Public = new AuditPublicKey(_public);
    }

    public AuditPublicKey Public { get; }

    public ReadOnlyMemory<byte> PublicKey => _public;

    internal string Pem => PemEncoding.WriteString(Label, [.. Prefix, .. _seed]) + "\n";

    public static AuditKey Create() => new(RandomNumberGenerator.GetBytes(Ed25519.SecretKeySize));

    /// <summary>For tests and benchmarks: always the same key.</summary>
    internal static AuditKey Of(byte[] seed) => new(seed);

    /// <exception cref="AuditKeyException">It is no Ed25519 private key in PEM.</exception>
    public static AuditKey FromPem(string text, string origin)
    {
        if (!Pkcs.TryRead(text, Label, out byte[] der) || der.Length != Prefix.Length + Ed25519.SecretKeySize
            || !der.AsSpan().StartsWith(Prefix))
            throw new AuditKeyException(
                $"{origin} holds no Ed25519 private key in PEM. Put back the node's key from a backup.");
        return new AuditKey(der[Prefix.Length..]);
    }

    public byte[] Sign(ReadOnlySpan<byte> text)
    {
        byte[] signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_seed, 0, _public, 0, text.ToArray(), 0, text.Length, signature, 0);
        return signature;
    }
}
