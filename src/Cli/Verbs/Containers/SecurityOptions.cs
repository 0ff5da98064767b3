using Orchestrator.Cli.Output;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Isolation.Seccomp.Policies;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>The words of <c>--security-opt</c>, as Docker writes them.</summary>
internal static class SecurityOptions
{
    private const string Seccomp = "seccomp=";
    private const string SeccompAbi = "seccomp-abi=";
    private const string LandlockFile = "landlock=";

    private static readonly string[] Modules = ["apparmor=", "apparmor.", "label=", "landlock."];

    public static void Apply(ContainerRequest request, string option, TextWriter error)
    {
        switch (option)
        {
            case "no-new-privileges" or "no-new-privileges=true" or "no-new-privileges:true":
                request.NoNewPrivileges = true;
                break;
            case "no-new-privileges=false" or "no-new-privileges:false":
                request.NoNewPrivileges = false;
                break;
            case "seccomp=unconfined" or "seccomp=default":
                (request.Seccomp, request.SeccompPolicy) = (option[Seccomp.Length..], null);
                break;
            case { Length: > 8 } when option.StartsWith(Seccomp, StringComparison.Ordinal):
                var file = Path.GetFullPath(option[Seccomp.Length..]);
                (request.Seccomp, request.SeccompPolicy) = (file, PolicyFile.Read(file));
                // What is refused the daemon says; what is passed over nobody else would.
                foreach (var warning in PolicyReader.Read(file, request.SeccompPolicy).Warnings)
                    error.WriteLine(Printable.Text($"orch: {file}: {warning}"));
                break;
            case { Length: > 12 } when option.StartsWith(SeccompAbi, StringComparison.Ordinal):
                request.SeccompAbis = [.. request.SeccompAbis, .. option[SeccompAbi.Length..].Split(',')];
                break;
            case not null when option.StartsWith(LandlockFile, StringComparison.Ordinal):
                request.SecurityModules = [.. request.SecurityModules, .. Rules(option[LandlockFile.Length..])];
                break;
            case not null when Modules.Any(start => option.StartsWith(start, StringComparison.Ordinal)):
                // The daemon knows the rest: whether the host has the module, and what it takes.
                request.SecurityModules = [.. request.SecurityModules, option];
                break;
            default:
                throw new UsageException(
                    $"--security-opt '{option}' is not known; known are seccomp=default|unconfined|FILE, seccomp-abi=x86|x32, no-new-privileges[=false], "
                    + "apparmor=NAME|generated|unconfined|unchanged, apparmor.allow-nesting, apparmor.allow-incomplete, apparmor.raw=RULE, label=disable, "
                    + "label=user|role|type|level|filetype:VALUE, landlock=FILE, landlock.ro|rx|rw|rwx=PATH[:PATH], landlock.bind|connect=PORT[,PORT]|none, "
                    + "landlock.scope=abstract-unix,signal");
        }
    }

    /// <summary>One rule a line, e.g. <c>ro=/usr</c>; what begins with # is a comment.</summary>
    private static IEnumerable<string> Rules(string file)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the Landlock rules {file} cannot be read: {error.Message}");
        }
        return lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').Select(line => "landlock." + line);
    }
}
