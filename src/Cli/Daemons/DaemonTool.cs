using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Client;
using Orchestrator.Client.Daemons;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Daemons;

/// <summary>Has orchd do what needs no running daemon; its JSON comes through a pipe, its complaints go to stderr.</summary>
internal static class DaemonTool
{
    /// <summary>Null with an exit code when it failed and has said why.</summary>
    public static async Task<(T? Value, int ExitCode)> RunAsync<T>(
        Invocation call, JsonTypeInfo<T> type, params IReadOnlyList<string> words)
        where T : class
    {
        using var answer = new MemoryStream();
        var exitCode = await CopyAsync(call, answer, words);
        if (answer.Length == 0)
            return (null, exitCode == 0 ? ExitCodes.Engine : exitCode);
        try
        {
            return (JsonSerializer.Deserialize(answer.GetBuffer().AsSpan(0, (int)answer.Length), type), exitCode);
        }
        catch (JsonException error)
        {
            throw new ProblemException(Problems.Garbled(error.Message));
        }
    }

    /// <summary>Copies what it writes, and gives its exit code.</summary>
    public static async Task<int> CopyAsync(Invocation call, Stream to, IReadOnlyList<string> words)
    {
        var start = new ProcessStartInfo(DaemonProgram.Find(call.Surroundings.Environment)) { RedirectStandardOutput = true };
        foreach (var word in call.Place.Layout.Root is { } root ? [.. words, "--root", root] : words)
            start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardOutput.BaseStream.CopyToAsync(to, call.Cancel);
            await process.WaitForExitAsync(call.Cancel);
            return process.ExitCode;
        }
        finally
        {
            // Ctrl-C reaches it too; whoever cancels otherwise does not leave it behind.
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>Whether a daemon is to be asked: one answers, or --host says that there must be one.</summary>
    public static bool HasDaemon(Invocation call) => !call.Place.MayStart || DaemonProbe.Answers(call.Place.Socket);
}
