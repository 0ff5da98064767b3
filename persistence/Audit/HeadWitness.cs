using Microsoft.Win32.SafeHandles;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Audit;

/// <summary>
/// <c>audit.head</c> beside the journal: which record was the last. It is written with one pwrite after each group of
/// records is durable and never synced: a killed daemon loses nothing of it, and after a power cut it may be older than
/// the journal but never newer. (A mapping would save the call, but truncating the file would end the daemon by SIGBUS.)
/// </summary>
public sealed class HeadWitness : IHeadWitness, IDisposable
{
    private const string Name = "audit.head";

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Action<string> _notice;
    private readonly byte[] _slot = new byte[WitnessSlots.SlotSize];
    private WitnessedHead _last;
    private long _turn;
    private bool _failing;

    private HeadWitness(string path, SafeFileHandle file, WitnessedHead last, HeadWitnessReset? reset, Action<string> notice)
    {
        _path = path;
        _file = file;
        _last = last;
        Reset = reset;
        _notice = notice;
    }

    public HeadWitnessReset? Reset { get; private set; }

    /// <summary>What this process saw become durable, whatever somebody did to the file.</summary>
    public WitnessedHead Last
    {
        get
        {
            lock (_lock)
                return _last;
        }
    }

    /// <summary>What the file in the folder says; null when there is none.</summary>
    /// <exception cref="JournalUnavailableException">The file is damaged or cannot be read.</exception>
    public static WitnessedHead? Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return WitnessSlots.Read(bytes) ?? throw new JournalUnavailableException(
                $"{path}, which says where the journal ends, is damaged. Whether records were cut off cannot be told from it. "
                + "If you know that none were, accept that: orch audit accept-loss. It is recorded.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"{path}, which says where the journal ends, cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Opens the witness and holds the journal against it.</summary>
    /// <exception cref="JournalUnavailableException">Records are missing at the journal's end, or it is another history.</exception>
    public static async Task<HeadWitness> OpenAsync(
        string folder, IJournalReader reader, string place, Action<string> notice, CancellationToken cancel)
    {
        WitnessedHead? known = Read(folder);
        if (known is not null && await HeadCheck.ProblemAsync(known, reader, cancel).ConfigureAwait(false) is { } problem)
            throw new JournalUnavailableException(HeadCheck.Explain(problem, place, Path.Combine(folder, Name)));
        string path = Path.Combine(folder, Name);
        HeadWitnessReset? reset = null;
        if (known is null)
        {
            AcceptedLoss? accepted = AcceptedLoss.Read(folder);
            if (accepted is not null || await HeadCheck.AnyAsync(reader, cancel).ConfigureAwait(false))
                reset = new HeadWitnessReset(
                    accepted?.Head?.Seq, accepted?.Head?.Hex, accepted?.Reason ?? $"there was no {Name} beside the journal");
        }
        try
        {
            SafeFileHandle file = File.OpenHandle(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, FileOptions.None);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            HeadWitness witness = new(path, file, known ?? new WitnessedHead(0, RecordCodec.FirstHash), reset, notice);
            if (known is null)
            {
                witness.Advance(0, RecordCodec.FirstHash);
                RandomAccess.FlushToDisk(file);
            }
            return witness;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalUnavailableException($"{path} cannot be written: {e.Message}", e);
        }
    }

    public void Advance(long seq, ReadOnlySpan<byte> hash)
    {
        lock (_lock)
        {
            _last = new WitnessedHead(seq, hash.ToArray());
            WitnessSlots.Write(_slot, seq, hash);
            try
            {
                RandomAccess.Write(_file, _slot, WitnessSlots.Offset(_turn++));
                _failing = false;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (!_failing)
                    _notice($"{_path} cannot be written: {e.Message}. Until it can, a cut at the journal's end is not noticed.");
                _failing = true;
            }
        }
    }

    /// <summary>The journal was filled from an export: it ends there, and nothing is lost.</summary>
    public void Adopt(long seq, string hash)
    {
        Advance(seq, Convert.FromHexString(hash));
        ResetRecorded();
    }

    public void ResetRecorded()
    {
        Reset = null;
        AcceptedLoss.Forget(Path.GetDirectoryName(_path)!);
    }

    public void Dispose() => _file.Dispose();
}
