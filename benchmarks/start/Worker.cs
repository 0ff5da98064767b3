using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Benchmarks.Start;

/// <summary>A peer behind a process that starts one container for each line it reads, and answers with a line.</summary>
internal sealed class Worker : IContender
{
    private readonly Process _process;
    private readonly bool _tellsTime;

    /// <param name="tellsTime">The answer is the time in nanoseconds; else it is measured here.</param>
    public Worker(string name, bool tellsTime, string program, params string[] arguments)
    {
        Name = name;
        _tellsTime = tellsTime;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        _process = Process.Start(start)!;
    }

    public string Name { get; }

    public async Task<TimeSpan> RunAsync()
    {
        var began = Stopwatch.GetTimestamp();
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        var answer = await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"{Name} ended; see its message above.");
        var took = Stopwatch.GetElapsedTime(began);
        if (!long.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new InvalidOperationException($"{Name} said: {answer}");
        if (_tellsTime)
            return TimeSpan.FromTicks(number / 100);
        return number == 0 ? took : throw new InvalidOperationException($"{Name} ended with {number}.");
    }

    public TimeSpan Cpu() => CpuTime.Of(_process.Id);

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
