using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Runs the hooks of a container that belong on the host, one after the other.</summary>
internal static class HostHooks
{
    private const int MostOutput = 4096;
    private static readonly TimeSpan PipeGrace = TimeSpan.FromMilliseconds(500);

    /// <returns>Null, or which hook failed and what it said.</returns>
    public static async Task<string?> RunAsync(
        ContainerSpec spec, HookKind kind, int pid, TimeSpan limit, TimeProvider time, CancellationToken cancel,
        IReadOnlyDictionary<string, string>? more = null, int? network = null)
    {
        foreach (var hook in spec.Hooks ?? [])
        {
            if (hook.Kind == kind && hook.Network == network
                && await RunAsync(hook, pid, hook.Timeout < limit ? hook.Timeout.Value : limit, time, more, cancel).ConfigureAwait(false) is { } problem)
            {
                return problem;
            }
        }
        return null;
    }

    private static async Task<string?> RunAsync(
        HookSpec hook, int pid, TimeSpan limit, TimeProvider time, IReadOnlyDictionary<string, string>? more, CancellationToken cancel)
    {
        var shown = hook.Arguments.Count > 2 ? hook.Arguments[2] : hook.Program;
        var start = new ProcessStartInfo(hook.Program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        foreach (var argument in hook.Arguments.Skip(1))
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in hook.Environment.Concat(more ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        var number = pid.ToString(CultureInfo.InvariantCulture);
        if (pid > 0)
            start.Environment["LXC_PID"] = number;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            return $"The hook {shown} cannot be started: {error.Message}.";
        }
        using (process)
        {
            await WriteAsync(process.StandardInput, hook.Input?.Replace(HookSpec.PidMark, number, StringComparison.Ordinal)).ConfigureAwait(false);
            var output = ReadAsync(process.StandardOutput);
            var error = ReadAsync(process.StandardError);
            try
            {
                await process.WaitForExitAsync(cancel).WaitAsync(limit, time, cancel).ConfigureAwait(false);
            }
            catch (Exception stopped) when (stopped is TimeoutException or OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return $"The hook {shown} did not end within {limit.TotalSeconds:0} s and was killed.";
            }
            if (process.ExitCode == 0)
                return null;
            var said = await SaidAsync(error, time).ConfigureAwait(false);
            if (said.Length == 0)
                said = await SaidAsync(output, time).ConfigureAwait(false);
            return $"The hook {shown} ended with status {process.ExitCode}{(said.Length == 0 ? "." : $": {said.Trim()}")}";
        }
    }

    /// <summary>The end of the pipe comes a moment after the end of the hook, or never: a process that it left behind may hold it.</summary>
    private static async Task<string> SaidAsync(Task<string> reading, TimeProvider time)
    {
        try
        {
            return await reading.WaitAsync(PipeGrace, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    private static async Task WriteAsync(StreamWriter input, string? text)
    {
        try
        {
            await using (input.ConfigureAwait(false))
                await input.WriteAsync(text).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It does not read what it is told.
        }
    }

    /// <summary>The first part; the rest is read and dropped, so that the hook does not stop at a full pipe.</summary>
    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var kept = new char[MostOutput];
        var length = await reader.ReadBlockAsync(kept).ConfigureAwait(false);
        var dropped = new char[MostOutput];
        while (length == MostOutput && await reader.ReadAsync(dropped).ConfigureAwait(false) > 0)
        {
        }
        return new string(kept, 0, length);
    }
}
