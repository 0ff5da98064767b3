using System.Globalization;
using Orchestrator.Client.Execs;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Runs a command inside, bound as every process of the container is, and waits for it.</summary>
    /// <param name="options">Null: as the container's root, with the caller's environment and stdio.</param>
    /// <param name="program">Its path inside, or a name that PATH finds there.</param>
    /// <param name="argv">Its arguments; the first, its own name, is not used.</param>
    /// <returns>The wait status; -1 when it could not be run.</returns>
    public int AttachRunWait(LxcAttachOptions? options, string program, IReadOnlyList<string> argv) => Guard(-1, () =>
    {
        if (Running() is not { } daemon)
            return -1;
        options ??= new LxcAttachOptions();
        var (exit, problem) = ExecConnection.Run(
            daemon.Place.ExecSocket, AttachRequest(options, [program, .. argv.Skip(1)]), [options.StdinFd, options.StdoutFd, options.StderrFd]);
        if (problem is { ExitCode: 126 or 127 })
            return problem.ExitCode << 8;
        if (problem is not null)
            Fail(problem);
        return StatusOf(exit);
    });

    internal ExecRequest AttachRequest(LxcAttachOptions options, IReadOnlyList<string> command) => new()
    {
        Container = EngineName,
        Command = command,
        Env = AttachEnvironment(options),
        Personality = options.Personality is >= 0 and <= uint.MaxValue and var persona ? (uint)persona : null,
        Workdir = options.InitialCwd ?? InsideDirectory(Environment.CurrentDirectory),
        User = string.Create(CultureInfo.InvariantCulture, $"{options.Uid ?? 0}:{options.Gid ?? 0}"),
    };

    /// <summary>The login shell of a user, by the container's own passwd; /bin/sh for one that is not in it.</summary>
    internal string ShellOf(uint uid)
    {
        using var root = InitPid is > 0 and var pid ? DirectoryHandle.TryOpen($"/proc/{pid}/root", out _) : null;
        if (root is null)
            return "/bin/sh";
        foreach (var line in (InsideFile.Read(root, "etc/passwd") ?? "").Split('\n'))
        {
            var fields = line.Split(':');
            if (fields.Length >= 7 && fields[2] == uid.ToString(CultureInfo.InvariantCulture) && fields[6].Length > 0)
                return fields[6];
        }
        return "/bin/sh";
    }

    /// <summary>The wait status as wait(2) gives it; -1 for what is not known.</summary>
    internal static int StatusOf(ExitView? exit) => exit switch
    {
        { Code: { } code } => code << 8,
        { Signal: { } signal } => signal,
        _ => -1,
    };

    private static Dictionary<string, string> AttachEnvironment(LxcAttachOptions options)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            var name = (string)entry.Key;
            if (!options.ClearEnvironment || options.KeepEnvironment.Contains(name))
                environment[name] = (string?)entry.Value ?? "";
        }
        environment["container"] = "lxc";
        foreach (var setting in options.ExtraEnvironment)
        {
            var equals = setting.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
                environment[setting[..equals]] = setting[(equals + 1)..];
        }
        return environment;
    }

    /// <summary>The caller's directory, where the container has one by that name; else its root.</summary>
    private string InsideDirectory(string path)
    {
        using var root = InitPid is > 0 and var pid ? DirectoryHandle.TryOpen($"/proc/{pid}/root", out _) : null;
        return root is not null && InsideFile.HasDirectory(root, path) ? path : "/";
    }
}
