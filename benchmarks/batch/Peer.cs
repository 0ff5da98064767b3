using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Benchmarks.Batch;

/// <summary>A shell loop over another engine.</summary>
internal sealed class Peer(string name, string script, string folder, int containers, bool ownMounts) : IContender
{
    public string Name => name;

    public int Containers => containers;

    public async Task<(TimeSpan Wall, TimeSpan Cpu)> RunAsync()
    {
        string[] command = ["sh", Path.Combine(AppContext.BaseDirectory, script), folder, containers.ToString(CultureInfo.InvariantCulture)];
        var start = ownMounts ? new ProcessStartInfo("unshare", ["--mount", .. command]) : new ProcessStartInfo(command[0], command[1..]);
        start.RedirectStandardOutput = true;
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var took = Stopwatch.GetElapsedTime(began);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}; see its message above.");
        // `times` prints user and system time of the shell, then of its children, each as 0m1.234s.
        var cpu = said.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).TakeLast(4).Sum(Seconds);
        return (took, TimeSpan.FromSeconds(cpu));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static double Seconds(string text)
    {
        var parts = text.TrimEnd('s').Split('m');
        return (60 * double.Parse(parts[0], CultureInfo.InvariantCulture)) + double.Parse(parts[1], CultureInfo.InvariantCulture);
    }
}
