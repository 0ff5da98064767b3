using System.Globalization;
using System.Text;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Past.Why;

/// <summary>
/// Looks through the names that containers and batches ever had. The one that had the name last is meant; a container
/// comes before a batch of its name.
/// </summary>
internal sealed class SubjectFinder(string name)
{
    private readonly byte[] _label = Encoding.UTF8.GetBytes($"\"container\":\"{name}\"");
    private readonly byte[] _newName = Encoding.UTF8.GetBytes($"\"name\":\"{name}\"");
    private readonly string? _idPart = IdPart(name);
    private readonly Dictionary<string, Guid> _batches = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, string?> _batchOf = [];
    private Guid? _byName;
    private Guid? _byId;

    public async Task<Subject> FindAsync(IJournalReader reader, long through, CancellationToken cancel)
    {
        long seq = 0;
        byte[] hash = RecordCodec.FirstHash;
        await foreach (StoredRecord stored in reader.ReadAsync(0, through, cancel).ConfigureAwait(false))
        {
            // An archive may have been taken away: what is left can still be told.
            if ((seq > 0 || stored.Seq == 1) && ChainCheck.Problem(stored, seq, hash) is { } problem)
                throw new InvalidDataException($"The journal is damaged: {problem}.");
            seq = stored.Seq;
            stored.Payload[..RecordCodec.HashLength].CopyTo(hash);
            Look(stored);
        }
        if ((_byName ?? _byId) is { } id)
            return new Subject(id, _batchOf.GetValueOrDefault(id), null, null);
        if (_batches.TryGetValue(name, out Guid batch))
            return new Subject(null, null, (batch, name), null);
        return Member() ?? new Subject(null, null, null, null);
    }

    private void Look(StoredRecord stored)
    {
        ReadOnlySpan<byte> payload = stored.Payload.Span;
        if (stored.Manifest.StartsWith("batch-submitted.", StringComparison.Ordinal))
        {
            BatchSubmitted submitted = (BatchSubmitted)RecordCodec.Read(stored).Event;
            _batches[submitted.Name] = submitted.BatchId;
        }
        else if (stored.Manifest.StartsWith("container-", StringComparison.Ordinal)
            && (payload.IndexOf(_label) >= 0 || payload.IndexOf(_newName) >= 0
                || (_idPart is not null && stored.Manifest.StartsWith("container-created.", StringComparison.Ordinal))))
        {
            LookAtContainer(RecordCodec.Read(stored));
        }
    }

    private void LookAtContainer(JournalRecord record)
    {
        if (record.ContainerId is not { } id)
            return;
        if (record.Event is ContainerCreated && _idPart is { } part && Fits(id, part))
            _byId = id;
        bool named = record.Event switch
        {
            ContainerRenamed renamed => renamed.Name == name,
            _ => record.Container == name,
        };
        if (named)
            _byName = id;
        if (named || id == _byId)
            _batchOf[id] = record.Batch;
    }

    /// <summary>BATCH.JOB.INDEX, where a batch's name may hold dots and a job's may not.</summary>
    private Subject? Member()
    {
        string[] parts = name.Split('.');
        if (parts.Length < 3 || !int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            return null;
        string batch = string.Join('.', parts[..^2]);
        return _batches.TryGetValue(batch, out Guid id) ? new Subject(null, null, (id, batch), (parts[^2], index)) : null;
    }

    private static string? IdPart(string text)
    {
        string part = text.Replace("-", "", StringComparison.Ordinal);
        return part.Length is >= 4 and <= 32 && part.All(char.IsAsciiHexDigit) ? part : null;
    }

    private static bool Fits(Guid id, string part)
    {
        string whole = id.ToString("N");
        return whole.StartsWith(part, StringComparison.OrdinalIgnoreCase) || whole.EndsWith(part, StringComparison.OrdinalIgnoreCase);
    }
}
