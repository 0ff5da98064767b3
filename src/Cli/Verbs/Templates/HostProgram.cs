using System.ComponentModel;
using System.Diagnostics;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>A program of this machine that makes a root; what it says goes to stderr as it comes.</summary>
internal static class HostProgram
{
    /// <exception cref="ProblemException">It cannot be started, or did not end with 0.</exception>
    public static async Task RunAsync(Invocation call, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var pumps = Task.WhenAll(PumpAsync(process.StandardOutput, call.Surroundings.Error), PumpAsync(process.StandardError, call.Surroundings.Error));
            try
            {
                await process.WaitForExitAsync(call.Cancel);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
            await pumps;
            if (process.ExitCode != 0)
                throw new ProblemException(new Problem { Title = $"{program} ended with {process.ExitCode}", Next = "Read what it said above, and try again" });
        }
        catch (Win32Exception failure)
        {
            throw new ProblemException(new Problem { Title = $"{program} cannot be started", Detail = failure.Message });
        }
    }

    private static async Task PumpAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (to)
                to.WriteLine(line);
        }
    }
}
