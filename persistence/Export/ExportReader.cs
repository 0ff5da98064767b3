using System.IO.Compression;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Export;

/// <summary>Reads an exported journal or an archive, compressed or not, from front to back.</summary>
internal sealed class ExportReader : IAsyncDisposable
{
    private readonly Stream _file;
    private readonly Stream _content;
    private readonly LineReader _lines;
    private readonly ExportLineParser _parser = new();
    private long _last;

    private ExportReader(Stream file, Stream content)
    {
        _file = file;
        _content = content;
        _lines = new LineReader(content);
    }

    public ExportHeader Header { get; private set; } = null!;

    /// <summary>Set once <see cref="NextAsync"/> has given the last record.</summary>
    public ExportTrailer? Trailer { get; private set; }

    /// <summary>SHA-256 of all before the trailer, as the file really is.</summary>
    public string? Sha256 { get; private set; }

    /// <exception cref="ExportDamagedException">It is no export, or its beginning is damaged.</exception>
    public static async Task<ExportReader> OpenAsync(string path, CancellationToken cancel)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16);
        byte[] magic = new byte[2];
        int read = await file.ReadAtLeastAsync(magic, 2, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        file.Position = 0;
        // RFC 1952.
        Stream content = read == 2 && magic[0] == 0x1f && magic[1] == 0x8b ? new GZipStream(file, CompressionMode.Decompress) : file;
        ExportReader reader = new(file, content);
        try
        {
            if (!await reader.LineAsync(cancel).ConfigureAwait(false))
                throw new ExportDamagedException(1, "it is empty");
            try
            {
                reader.Header = reader._parser.Header(reader._lines.Line);
            }
            catch (FormatException e)
            {
                throw new ExportDamagedException(1, e.Message);
            }
            reader._last = reader.Header.First - 1;
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Null after the last record.</summary>
    /// <exception cref="ExportDamagedException">The file is damaged or ends before its end.</exception>
    public async ValueTask<StoredRecord?> NextAsync(CancellationToken cancel)
    {
        if (Trailer is not null)
            return null;
        if (!await LineAsync(cancel).ConfigureAwait(false) || !_lines.IsWhole)
            throw new ExportDamagedException(_last + 1, $"the file ends after record {_last} without its last line: it was cut short");
        try
        {
            if (ExportLineParser.IsTrailer(_lines.Line))
            {
                Sha256 = _lines.Sha256Before();
                Trailer = _parser.Trailer(_lines.Line);
                if (await LineAsync(cancel).ConfigureAwait(false))
                    throw new ExportDamagedException(_last + 1, "something follows after the last line");
                return null;
            }
            StoredRecord record = _parser.Record(_lines.Line);
            _last = record.Seq;
            return record;
        }
        catch (FormatException e)
        {
            throw new ExportDamagedException(_last + 1, $"record {_last + 1}: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Dispose();
        await _content.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> LineAsync(CancellationToken cancel)
    {
        try
        {
            return await _lines.NextAsync(cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new ExportDamagedException(_last + 1, $"the file is damaged after record {_last}: {e.Message}");
        }
    }
}
