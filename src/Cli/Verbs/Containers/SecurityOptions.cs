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
            default:
                throw new UsageException(
                    $"--security-opt '{option}' is not known; known are seccomp=default|unconfined|FILE, seccomp-abi=x86|x32, no-new-privileges[=false]");
        }
    }
}
