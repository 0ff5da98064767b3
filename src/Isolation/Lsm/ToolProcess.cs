using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Isolation.Lsm;

/// <summary>Runs a host's tool to its end.</summary>
internal static class ToolProcess
{
    private const int MostOutput = 2000;

    /// <summary>Its exit code and what it said on stderr; -1 when it could not be run, or took longer than the limit.</summary>
    public static (int Code, string Said) Run(string program, IReadOnlyList<string> arguments, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var said = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(limit))
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"it did not end within {limit.TotalSeconds:0} s");
            }
            var text = said.GetAwaiter().GetResult();
            return (process.ExitCode, text.Length > MostOutput ? text[..MostOutput] : text);
        }
        catch (Win32Exception error)
        {
            return (-1, error.Message);
        }
    }
}
