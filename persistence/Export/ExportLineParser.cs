using System.Buffers;
using System.Text;
using System.Text.Json;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>Takes lines of an export apart. What would be written otherwise than it stands there is refused.</summary>
internal sealed class ExportLineParser
{
    private readonly ArrayBufferWriter<byte> _again = new(1024);

    /// <exception cref="FormatException">It is no such line; the message says why.</exception>
    public ExportHeader Header(ReadOnlySpan<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray());
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out JsonElement format)
                || format.ValueKind != JsonValueKind.String || format.GetString() != ExportLines.Format)
                throw new FormatException("it does not begin as an exported journal does");
            if (root.GetProperty("version").GetInt32() is not ExportLines.Version and var version)
                throw new FormatException($"it has version {version} of the format, and this program knows {ExportLines.Version}");
            ExportHeader header = new(
                Text(root, "node"), Text(root, "store"), root.TryGetProperty("key", out JsonElement key) ? key.GetString() : null,
                root.GetProperty("first").GetInt64(), Text(root, "hashBefore"), root.GetProperty("exportedAt").GetDateTimeOffset());
            if (header.First < 1 || !IsHash(header.HashBefore))
                throw new FormatException("its first line is damaged");
            ExportLines.Write(Fresh(), header);
            return Same(line) ? header : throw new FormatException("its first line was changed");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it does not begin as an exported journal does", e);
        }
    }

    /// <summary>Whether it is the last line and not a record.</summary>
    public static bool IsTrailer(ReadOnlySpan<byte> line) => line.StartsWith("{\"count\":"u8);

    /// <exception cref="FormatException">It is no such line.</exception>
    public ExportTrailer Trailer(ReadOnlySpan<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray());
            JsonElement root = document.RootElement;
            ExportTrailer trailer = new(
                root.GetProperty("count").GetInt64(), root.GetProperty("last").GetInt64(), Text(root, "head"), Text(root, "sha256"),
                root.TryGetProperty("signature", out JsonElement signature) ? signature.GetString() : null);
            ExportLines.Write(Fresh(), trailer);
            return Same(line) ? trailer : throw new FormatException("the last line was changed");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the last line is damaged", e);
        }
    }

    /// <exception cref="FormatException">It is no such line.</exception>
    public StoredRecord Record(ReadOnlySpan<byte> line)
    {
        try
        {
            StoredRecord record = Read(line);
            ExportLines.Write(Fresh(), record);
            return Same(line) ? record : throw new FormatException("its line was changed");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("its line cannot be read", e);
        }
    }

    private static StoredRecord Read(ReadOnlySpan<byte> line)
    {
        Utf8JsonReader json = new(line);
        Expect(ref json, JsonTokenType.StartObject);
        Property(ref json, "seq"u8);
        long seq = json.GetInt64();
        Property(ref json, "manifest"u8);
        string manifest = json.GetString() ?? throw new FormatException("it has no manifest");
        Property(ref json, "hash"u8);
        string hash = json.GetString() ?? "";
        if (hash.Length % 2 != 0 || hash.Length > 2 * RecordCodec.HashLength || !hash.All(char.IsAsciiHexDigitLower))
            throw new FormatException("its hash is damaged");
        Expect(ref json, JsonTokenType.PropertyName);
        byte[] payload;
        if (json.ValueTextEquals("body"u8))
        {
            json.Read();
            int start = (int)json.TokenStartIndex;
            json.Skip();
            ReadOnlySpan<byte> body = line[start..(int)json.BytesConsumed];
            payload = new byte[hash.Length / 2 + body.Length];
            body.CopyTo(payload.AsSpan(hash.Length / 2));
        }
        else
        {
            json.Read();
            byte[] body = json.GetBytesFromBase64();
            payload = new byte[hash.Length / 2 + body.Length];
            body.CopyTo(payload, hash.Length / 2);
        }
        Convert.FromHexString(hash, payload, out _, out _);
        Expect(ref json, JsonTokenType.EndObject);
        return new StoredRecord(seq, string.IsInterned(manifest) ?? manifest, payload);
    }

    private static void Property(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        Expect(ref json, JsonTokenType.PropertyName);
        if (!json.ValueTextEquals(name))
            throw new FormatException($"'{Encoding.UTF8.GetString(name)}' is missing");
        json.Read();
    }

    private static void Expect(ref Utf8JsonReader json, JsonTokenType type)
    {
        if (!json.Read() || json.TokenType != type)
            throw new FormatException("its line cannot be read");
    }

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is missing");

    private static bool IsHash(string text) => text.Length == 2 * RecordCodec.HashLength && text.All(char.IsAsciiHexDigitLower);

    private ArrayBufferWriter<byte> Fresh()
    {
        _again.ResetWrittenCount();
        return _again;
    }

    private bool Same(ReadOnlySpan<byte> line) => _again.WrittenSpan[..^1].SequenceEqual(line);
}
