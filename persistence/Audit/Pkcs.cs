using System.Security.Cryptography;

namespace Orchestrator.Persistence.Audit;

/// <summary>PEM (RFC 7468) with one block.</summary>
internal static class Pkcs
{
    public static bool TryRead(string text, string label, out byte[] der)
    {
        der = [];
        if (!PemEncoding.TryFind(text, out PemFields fields) || text[fields.Label] != label)
            return false;
        der = Convert.FromBase64String(text[fields.Base64Data]);
        return true;
    }
}
