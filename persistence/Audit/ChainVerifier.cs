using System.Security.Cryptography;
using System.Text;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// Takes records in order and finds the first that is not the one that must come next. Checkpoints are held against their
/// signature: one that a trusted key made vouches for all records before it.
/// </summary>
internal sealed class ChainVerifier
{
    private const string CheckpointManifest = "audit-checkpoint.v1";
    private const string ArchivedManifest = "journal-archived.v1";

    private readonly IReadOnlyCollection<AuditPublicKey> _trusted;
    private readonly Dictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);
    private readonly List<JournalArchived> _archived = [];
    private readonly byte[] _hash = new byte[RecordCodec.HashLength];
    private byte[] _scratch = new byte[4096];
    private string _lastManifest = "";
    private int _manifestBytes;

    /// <param name="trusted">Keys that the one who asks knows to be the node's; empty: whichever signed is believed.</param>
    public ChainVerifier(IReadOnlyCollection<AuditPublicKey> trusted, long afterSeq, ReadOnlySpan<byte> hashBefore)
    {
        _trusted = trusted;
        Seq = afterSeq;
        hashBefore.CopyTo(_hash);
    }

    public long Seq { get; private set; }

    public ReadOnlySpan<byte> Hash => _hash;

    public string Hex => Convert.ToHexStringLower(_hash);

    public long Records { get; private set; }

    /// <summary>The last record that a signature vouches for; null when none does.</summary>
    public long? VouchedThrough { get; private set; }

    public IReadOnlyCollection<SigningKey> Keys => _keys.Values;

    public IReadOnlyList<JournalArchived> Archived => _archived;

    public AuditFinding? Finding { get; private set; }

    /// <returns>False when it is not the next one; <see cref="Finding"/> says why.</returns>
    public bool Add(in StoredRecord record)
    {
        if (record.Seq != Seq + 1)
            return Bad(Seq + 1, record.Seq <= Seq
                ? $"record {record.Seq} comes again after {Seq}"
                : $"record {Seq + 1} is missing: {record.Seq} follows {Seq}");
        ReadOnlySpan<byte> payload = record.Payload.Span;
        if (payload.Length <= RecordCodec.HashLength || !Fits(record, payload))
            return Bad(record.Seq, $"record {record.Seq} ({record.Manifest}) was changed, or belongs elsewhere: its hash does not fit");
        bool isCheckpoint = record.Manifest == CheckpointManifest;
        if (isCheckpoint || record.Manifest == ArchivedManifest)
        {
            if (Read(record, isCheckpoint) is { } problem)
                return Bad(record.Seq, problem);
        }
        payload[..RecordCodec.HashLength].CopyTo(_hash);
        Seq = record.Seq;
        Records++;
        return true;
    }

    /// <summary>Goes on after records that are not looked at.</summary>
    public void Jump(long seq, ReadOnlySpan<byte> hash)
    {
        Seq = seq;
        hash.CopyTo(_hash);
    }

    /// <summary>After the last record: a history that ends under another key than the known one was written by someone else.</summary>
    public void Complete()
    {
        if (Finding is not null || _trusted.Count == 0 || _keys.Count == 0)
            return;
        if (_keys.Values.Where(key => !key.Trusted).MaxBy(key => key.Last) is { } foreign && foreign.Last > (VouchedThrough ?? 0))
            Bad(foreign.First, $"from record {foreign.First} on another key signs: {foreign.Fingerprint}. If the node's key was "
                + "changed on purpose, verify with that one: --key FILE");
    }

    // The same as RecordCodec.Hash, for a million records: one buffer and one call per record.
    private bool Fits(in StoredRecord record, ReadOnlySpan<byte> payload)
    {
        ReadOnlySpan<byte> body = payload[RecordCodec.HashLength..];
        const int Head = RecordCodec.HashLength + sizeof(long);
        int most = Head + Encoding.UTF8.GetMaxByteCount(record.Manifest.Length) + 1 + body.Length;
        if (_scratch.Length < most)
        {
            _scratch = new byte[most * 2];
            _lastManifest = "";
        }
        _hash.CopyTo(_scratch, 0);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(_scratch.AsSpan(RecordCodec.HashLength), record.Seq);
        if (record.Manifest != _lastManifest)
        {
            _manifestBytes = Encoding.UTF8.GetBytes(record.Manifest, _scratch.AsSpan(Head));
            _scratch[Head + _manifestBytes] = 0;
            _lastManifest = record.Manifest;
        }
        int start = Head + _manifestBytes + 1;
        body.CopyTo(_scratch.AsSpan(start));
        Span<byte> hash = stackalloc byte[RecordCodec.HashLength];
        SHA256.HashData(_scratch.AsSpan(0, start + body.Length), hash);
        return hash.SequenceEqual(payload[..RecordCodec.HashLength]);
    }

    private string? Read(in StoredRecord record, bool isCheckpoint)
    {
        try
        {
            IEvent what = RecordCodec.Read(record).Event;
            if (isCheckpoint)
                return Check((AuditCheckpoint)what, record.Seq);
            _archived.Add((JournalArchived)what);
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private string? Check(AuditCheckpoint checkpoint, long seq)
    {
        if (checkpoint.Through != Seq || checkpoint.Hash != Hex)
            return $"checkpoint {seq} vouches for another record {checkpoint.Through} than the one before it";
        if (Key(checkpoint.Key, seq) is not { } key)
            return $"checkpoint {seq} names no Ed25519 key";
        byte[] signature = new byte[64];
        if (!Convert.TryFromBase64String(checkpoint.Signature, signature, out int length) || length != signature.Length
            || !key.Key.Verifies(
                CheckpointText.Of(checkpoint.Node, checkpoint.Through, checkpoint.Hash, checkpoint.Time), signature))
            return $"checkpoint {seq} was not signed by the key that it names ({key.Fingerprint})";
        key.Count(seq);
        if (key.Trusted || _trusted.Count == 0)
            VouchedThrough = seq - 1;
        return null;
    }

    private SigningKey? Key(string text, long seq)
    {
        if (_keys.TryGetValue(text, out SigningKey? known))
            return known;
        byte[] raw = new byte[32];
        if (!Convert.TryFromBase64String(text, raw, out int length) || length != raw.Length)
            return null;
        AuditPublicKey key = new(raw);
        return _keys[text] = new SigningKey(key, _trusted.Contains(key), seq);
    }

    private bool Bad(long seq, string problem)
    {
        Finding = new AuditFinding(seq, problem);
        return false;
    }
}
