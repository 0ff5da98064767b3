using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Benchmarks.Shared;

/// <summary>A process that does one thing for each line it reads, and answers with the nanoseconds that it took.</summary>
internal sealed class Yardstick : IAsyncDisposable
{
    private readonly Process _process;

    public Yardstick(string program, params string[] arguments) => _process = Process.Start(
        new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

    /// <summary>The first line, which a process prints once it has made ready.</summary>
    public async Task<string> ReadyAsync() => await _process.StandardOutput.ReadLineAsync()
        ?? throw new InvalidOperationException("The yardstick ended; see its message above.");

    public async Task<TimeSpan> DoAsync(string what)
    {
        await _process.StandardInput.WriteLineAsync(what);
        await _process.StandardInput.FlushAsync();
        var answer = await ReadyAsync();
        return long.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds)
            ? TimeSpan.FromTicks(nanoseconds / 100)
            : throw new InvalidOperationException($"{_process.StartInfo.FileName} said: {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
