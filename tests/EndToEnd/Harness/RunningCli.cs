using System.Diagnostics;
using System.Text;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>A program that was started and is watched: what it said so far, and how it ends.</summary>
internal sealed class RunningCli : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _command;
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly Task _reading;

    private RunningCli(Process process, string command)
    {
        _process = process;
        _command = command;
        _reading = Task.WhenAll(ReadAsync(process.StandardOutput, _out), ReadAsync(process.StandardError, _error));
    }

    public int Pid => _process.Id;

    public string Out => Text(_out);

    public string Error => Text(_error);

    public static RunningCli Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment,
        string? directory = null, string? input = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? "/",
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // An own environment: a test must not depend on what the developer has set.
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        if (input is not null)
            process.StandardInput.Write(input);
        process.StandardInput.Close();
        return new RunningCli(process, $"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)}");
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <exception cref="TimeoutException">It did not end in time; it was killed, and the message says what it had said.</exception>
    public async Task<CliResult> ResultAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Clock.Long);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            // A daemon that inherited the pipes would keep them open: reading ends with the time limit too.
            await _reading.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            if (!_process.HasExited)
                _process.Kill();
            throw new TimeoutException($"$ {_command}\nstill ran, or kept its pipes open, after {(limit ?? Clock.Long).TotalSeconds:0} s; so far:\n{Out}{Error}");
        }
        return new CliResult(_command, _process.ExitCode, Out, Error, TimeProvider.System.GetElapsedTime(_began));
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }

    private static async Task ReadAsync(StreamReader from, StringBuilder to)
    {
        var buffer = new char[4096];
        int count;
        while ((count = await from.ReadAsync(buffer)) > 0)
            lock (to)
                to.Append(buffer, 0, count);
    }
}
