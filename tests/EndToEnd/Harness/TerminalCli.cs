using System.Diagnostics;
using System.Text;

namespace Orchestrator.EndToEnd.Harness;

/// <summary>A command at a terminal of its own, by script(1): somebody types, resizes, and sees what comes.</summary>
internal sealed class TerminalCli : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _screen = new();
    private readonly Task _reading;

    private TerminalCli(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public string Screen
    {
        get
        {
            lock (_screen)
                return _screen.ToString();
        }
    }

    /// <summary>With 24 rows and 80 columns.</summary>
    public static TerminalCli Start(OrchRoot root, string words) => StartCommand(root, $"{Binaries.Orch} {words}");

    /// <summary>The same for another program.</summary>
    public static TerminalCli StartCommand(OrchRoot root, string command)
    {
        var start = new ProcessStartInfo("/usr/bin/script", ["-qefc", $"stty rows 24 cols 80; echo terminal=$(tty); exec {command}", "/dev/null"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = root.Folder,
        };
        start.Environment.Clear();
        foreach (var (name, value) in root.Variables)
            start.Environment[name] = value;
        start.Environment["TERM"] = "vt100";
        start.Environment["SHELL"] = "/bin/sh";
        return new TerminalCli(Process.Start(start)!);
    }

    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    public Task SeeAsync(string text) => Clock.Until($"the terminal shows '{text}'", () => Screen.Contains(text, StringComparison.Ordinal));

    /// <summary>As when a window is resized.</summary>
    public async Task ResizeAsync(int rows, int columns)
    {
        await SeeAsync("terminal=/dev/");
        var device = Screen.Split("terminal=")[1].Split('\r', '\n')[0];
        using var stty = Process.Start("/bin/stty", ["-F", device, "rows", $"{rows}", "cols", $"{columns}"]);
        await stty.WaitForExitAsync();
    }

    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Clock.Long);
        await _process.WaitForExitAsync(patience.Token);
        await _reading.WaitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        int count;
        while ((count = await _process.StandardOutput.ReadAsync(buffer)) > 0)
        {
            lock (_screen)
                _screen.Append(buffer, 0, count);
        }
    }
}
