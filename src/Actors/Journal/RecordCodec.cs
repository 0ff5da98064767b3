using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// Between records and their stored form: 32 bytes SHA-256, then JSON. The hash covers the hash of the record before,
/// the sequence number, the manifest and the body, so nothing can be changed, left out or moved unseen.
/// </summary>
public static class RecordCodec
{
    public const int HashLength = SHA256.HashSizeInBytes;

    internal static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The hash before the first record.</summary>
    public static byte[] FirstHash => new byte[HashLength];

    internal static (SealedRecord Sealed, JournalRecord Record) Seal(
        Entry entry, long seq, DateTimeOffset time, ReadOnlySpan<byte> hashBefore)
    {
        (string manifest, JsonTypeInfo info) = EventManifests.Of(entry.Event);
        SealBuffer buffer = SealBuffer.Take();
        int prefix = WritePrefix(buffer.Bytes.GetSpan(HashLength + 9 + manifest.Length * 3), hashBefore, seq, manifest);
        buffer.Bytes.Advance(prefix);
        int? attempt = (entry.Event as IAttemptEvent)?.Attempt ?? entry.Attempt;
        WriteBody(buffer.Json, entry, attempt, time, info);
        byte[] hash = SHA256.HashData(buffer.Bytes.WrittenSpan);
        byte[] payload = [.. hash, .. buffer.Bytes.WrittenSpan[prefix..]];
        JournalRecord record = new(
            seq, time, entry.ContainerId, entry.Container, entry.Batch, entry.Caller, entry.Cause, entry.Event, hash)
        {
            Attempt = attempt,
        };
        return (new SealedRecord(manifest, payload), record);
    }

    public static byte[] Hash(ReadOnlySpan<byte> before, long seq, string manifest, ReadOnlySpan<byte> body)
    {
        // In one piece: an incremental hash costs as much again for its set-up as these few hundred bytes.
        byte[] whole = ArrayPool<byte>.Shared.Rent(before.Length + 9 + manifest.Length * 3 + body.Length);
        int prefix = WritePrefix(whole, before, seq, manifest);
        body.CopyTo(whole.AsSpan(prefix));
        byte[] hash = SHA256.HashData(whole.AsSpan(0, prefix + body.Length));
        ArrayPool<byte>.Shared.Return(whole);
        return hash;
    }

    /// <summary>What the hash covers before the body.</summary>
    private static int WritePrefix(Span<byte> to, ReadOnlySpan<byte> before, long seq, string manifest)
    {
        before.CopyTo(to);
        int at = before.Length;
        BinaryPrimitives.WriteInt64BigEndian(to[at..], seq);
        at += sizeof(long);
        at += Encoding.UTF8.GetBytes(manifest, to[at..]);
        to[at++] = 0;
        return at;
    }

    /// <summary>True if the stored record is the one that comes after <paramref name="hashBefore"/>.</summary>
    public static bool Fits(StoredRecord stored, ReadOnlySpan<byte> hashBefore) =>
        stored.Payload.Length > HashLength
        && Hash(hashBefore, stored.Seq, stored.Manifest, stored.Payload.Span[HashLength..])
            .AsSpan().SequenceEqual(stored.Payload.Span[..HashLength]);

    /// <summary>When it was recorded, without taking the rest apart.</summary>
    public static DateTimeOffset TimeOf(StoredRecord stored)
    {
        Utf8JsonReader json = new(stored.Payload.Span[HashLength..]);
        try
        {
            return json.Read() && json.Read() && json.TokenType == JsonTokenType.PropertyName
                && json.ValueTextEquals("time"u8) && json.Read() && json.TryGetDateTimeOffset(out DateTimeOffset time)
                ? time
                : Read(stored).Time;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Record {stored.Seq} ({stored.Manifest}) cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Takes a stored record apart.</summary>
    /// <exception cref="InvalidDataException">It is not a record that this version can read.</exception>
    public static JournalRecord Read(StoredRecord stored)
    {
        JsonTypeInfo info = EventManifests.Find(stored.Manifest) ?? throw new InvalidDataException(
            $"Record {stored.Seq} of the journal is a '{stored.Manifest}', which this version does not know: a newer one "
            + "wrote it. Nothing is guessed; use that version of orchd, or a newer one.");
        try
        {
            return ReadBody(stored, info);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Record {stored.Seq} ({stored.Manifest}) cannot be read: {e.Message}", e);
        }
    }

    private static void WriteBody(Utf8JsonWriter json, Entry entry, int? attempt, DateTimeOffset time, JsonTypeInfo info)
    {
        json.WriteStartObject();
        json.WriteString("time"u8, time);
        if (entry.ContainerId is { } id)
            json.WriteString("id"u8, id);
        if (entry.Container is { } name)
            json.WriteString("container"u8, name);
        if (entry.Batch is { } batch)
            json.WriteString("batch"u8, batch);
        if (attempt is { } number)
            json.WriteNumber("attempt"u8, number);
        json.WriteNumber("uid"u8, entry.Caller.Uid);
        json.WriteString("user"u8, entry.Caller.User);
        if (entry.Caller.Kind != Caller.ImpliedKind(entry.Caller.Uid, entry.Caller.User))
            json.WriteString("kind"u8, KindName(entry.Caller.Kind));
        json.WriteString("cause"u8, entry.Cause);
        json.WritePropertyName("data"u8);
        JsonSerializer.Serialize(json, entry.Event, info);
        json.WriteEndObject();
        json.Flush();
    }

    private static JournalRecord ReadBody(StoredRecord stored, JsonTypeInfo info)
    {
        Utf8JsonReader json = new(stored.Payload.Span[HashLength..]);
        DateTimeOffset time = default;
        Guid? id = null;
        string? container = null, batch = null;
        int? attempt = null;
        uint uid = 0;
        CallerKind? kind = null;
        string user = "", cause = "";
        IEvent? data = null;
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("time"u8))
            {
                json.Read();
                time = json.GetDateTimeOffset();
            }
            else if (json.ValueTextEquals("id"u8))
            {
                json.Read();
                id = json.GetGuid();
            }
            else if (json.ValueTextEquals("container"u8))
            {
                json.Read();
                container = json.GetString();
            }
            else if (json.ValueTextEquals("batch"u8))
            {
                json.Read();
                batch = json.GetString();
            }
            else if (json.ValueTextEquals("attempt"u8))
            {
                json.Read();
                attempt = json.GetInt32();
            }
            else if (json.ValueTextEquals("kind"u8))
            {
                json.Read();
                kind = Kind(json.GetString());
            }
            else if (json.ValueTextEquals("uid"u8))
            {
                json.Read();
                uid = json.GetUInt32();
            }
            else if (json.ValueTextEquals("user"u8))
            {
                json.Read();
                user = json.GetString() ?? "";
            }
            else if (json.ValueTextEquals("cause"u8))
            {
                json.Read();
                cause = json.GetString() ?? "";
            }
            else if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                data = (IEvent?)JsonSerializer.Deserialize(ref json, info);
            }
            else
            {
                json.Skip();
            }
        }
        return new JournalRecord(
            stored.Seq, time, id, container, batch,
            new Caller(uid, user) { Kind = kind ?? Caller.ImpliedKind(uid, user) }, cause,
            data ?? throw new JsonException("the property 'data' is missing"),
            stored.Payload[..HashLength].ToArray())
        {
            // Records from before the attempt was written around the event.
            Attempt = attempt ?? (data as IAttemptEvent)?.Attempt,
        };
    }

    private static ReadOnlySpan<byte> KindName(CallerKind kind) => kind switch
    {
        CallerKind.Token => "token"u8,
        CallerKind.Engine => "engine"u8,
        _ => "user"u8,
    };

    private static CallerKind Kind(string? name) => name switch
    {
        "user" => CallerKind.User,
        "token" => CallerKind.Token,
        "engine" => CallerKind.Engine,
        _ => throw new JsonException($"'{name}' is no kind of caller that this version knows"),
    };
}
