using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Cli.Verbs.Nodes;

/// <summary>Changes one key of a root's orch.yaml: checked before, and written as a whole or not at all.</summary>
internal static class ConfigFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <returns>Exit code.</returns>
    public static int Change(Invocation call, DaemonSettingsKey key, string? value)
    {
        var layout = call.Place.Layout;
        var file = layout.Configuration;
        string text;
        try
        {
            var before = File.Exists(file) ? File.ReadAllText(file) : "";
            if (DaemonSettingsReader.Check(before, file) is { Count: > 0 } old)
                return Wrong(call, "the configuration is wrong already; mend it first", old);
            text = DaemonSettingsEditor.Set(before, key.Section, key.Name, value);
            if (DaemonSettingsReader.Check(text, key.Path) is { Count: > 0 } errors)
                return Wrong(call, "nothing was changed", errors);
            Write(file, text, key.Secret && value is not null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(new Problem
            {
                Title = $"{file} cannot be changed",
                Detail = error.Message,
                Next = "The configuration belongs to root; try it with sudo",
                ExitCode = ExitCodes.Engine,
            });
        }
        Hint(call, layout, key);
        return 0;
    }

    private static int Wrong(Invocation call, string what, IReadOnlyList<string> errors)
    {
        foreach (var error in errors)
            call.Note($"orch: {error}");
        call.Note($"orch: {what}");
        return ExitCodes.Usage;
    }

    private static void Write(string file, string text, bool secret)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var mode = File.Exists(file) ? File.GetUnixFileMode(file) : Owner | Others;
        if (secret)
            mode &= ~(Others | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        var next = file + ".new";
        File.Delete(next);
        using (var stream = new FileStream(next, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = mode,
        }))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        File.Move(next, file, overwrite: true);
    }

    private static void Hint(Invocation call, RootLayout layout, DaemonSettingsKey key)
    {
        var root = layout.Root is { } folder ? $" --root {folder}" : "";
        if (call.Surroundings.Environment.ContainsKey(key.Variable))
            call.Note($"orch: {key.Variable} is set in this environment and wins over the file");
        if (key.Section == "journal")
            call.Note("orch: the history does not move by itself; see docs/moving-a-journal.md");
        call.Note($"orch: takes effect with the next start of the daemon; end it with: orch daemon --stop{root}");
    }
}
