namespace Orchestrator.Images.Registry;

/// <summary>A body whose sender has to keep a least pace, so that nobody holds a pull for ever (L48, slowloris).</summary>
internal sealed class PatientStream(Stream inner, RegistryOptions options) : Stream
{
    private long _windowBegan = options.Time.GetTimestamp();
    private long _inWindow;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var pending = inner.ReadAsync(buffer, cancellationToken);
        int read;
        try
        {
            // Most reads are done at once and need no timer.
            read = pending.IsCompleted ? await pending.ConfigureAwait(false) : await WithinAsync(pending.AsTask(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new RegistryException(RegistryProblem.Passing, $"The connection was cut: {error.Message.TrimEnd('.')}.", error);
        }
        _inWindow += read;
        if (read > 0 && options.Time.GetElapsedTime(_windowBegan) >= options.Patience)
        {
            if (_inWindow < options.LeastBytes)
                throw TooSlow();
            (_windowBegan, _inWindow) = (options.Time.GetTimestamp(), 0);
        }
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    private async Task<int> WithinAsync(Task<int> pending, CancellationToken cancel)
    {
        try
        {
            return await pending.WaitAsync(options.Patience, options.Time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The read itself ends with the connection, which the caller closes.
            _ = pending.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw TooSlow();
        }
    }

    private RegistryException TooSlow() => new(
        RegistryProblem.Passing, $"The registry sent less than {options.LeastBytes} bytes within {options.Patience.TotalSeconds:0} s.");
}
