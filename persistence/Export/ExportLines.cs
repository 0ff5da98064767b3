using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>
/// The lines of the lossless export. A record's body stands there byte for byte as the hash covers it, so the chain can
/// be verified from the file alone; each line has one spelling only, so no byte of it can be changed unseen.
/// </summary>
internal static class ExportLines
{
    public const string Format = "orch-journal";
    public const int Version = 1;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] SignedText(string sha256) => Encoding.ASCII.GetBytes($"orch audit export v1\nsha256 {sha256}\n");

    public static void Write(IBufferWriter<byte> to, ExportHeader header)
    {
        using (Utf8JsonWriter json = new(to, Writing))
        {
            json.WriteStartObject();
            json.WriteString("format"u8, Format);
            json.WriteNumber("version"u8, Version);
            json.WriteString("node"u8, header.Node);
            json.WriteString("store"u8, header.Store);
            if (header.Key is { } key)
                json.WriteString("key"u8, key);
            json.WriteNumber("first"u8, header.First);
            json.WriteString("hashBefore"u8, header.HashBefore);
            json.WriteString("exportedAt"u8, header.ExportedAt);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    public static void Write(IBufferWriter<byte> to, in StoredRecord record)
    {
        ReadOnlySpan<byte> payload = record.Payload.Span;
        ReadOnlySpan<byte> hash = payload[..Math.Min(payload.Length, RecordCodec.HashLength)];
        ReadOnlySpan<byte> body = payload[hash.Length..];
        using (Utf8JsonWriter json = new(to, Writing))
        {
            json.WriteStartObject();
            json.WriteNumber("seq"u8, record.Seq);
            json.WriteString("manifest"u8, record.Manifest);
            json.WriteString("hash"u8, Convert.ToHexStringLower(hash));
            // What somebody put there may be no JSON, or may break the line.
            if (IsOneLineOfJson(body))
            {
                json.WritePropertyName("body"u8);
                json.WriteRawValue(body, skipInputValidation: true);
            }
            else
            {
                json.WriteBase64String("bytes"u8, body);
            }
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    public static void Write(IBufferWriter<byte> to, ExportTrailer trailer)
    {
        using (Utf8JsonWriter json = new(to, Writing))
        {
            json.WriteStartObject();
            json.WriteNumber("count"u8, trailer.Count);
            json.WriteNumber("last"u8, trailer.Last);
            json.WriteString("head"u8, trailer.Head);
            json.WriteString("sha256"u8, trailer.Sha256);
            if (trailer.Signature is { } signature)
                json.WriteString("signature"u8, signature);
            json.WriteEndObject();
        }
        to.Write("\n"u8);
    }

    private static bool IsOneLineOfJson(ReadOnlySpan<byte> body)
    {
        if (body.Length < 2 || body[0] != '{' || body[^1] != '}' || body.IndexOfAny((byte)'\n', (byte)'\r') >= 0)
            return false;
        try
        {
            Utf8JsonReader json = new(body);
            while (json.Read())
            {
            }
            return System.Text.Unicode.Utf8.IsValid(body);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
