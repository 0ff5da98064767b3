using System.Security.Cryptography;
using System.Text;
using Orchestrator.Client;
using Orchestrator.Contracts;

namespace Orchestrator.Cli.Verbs.Templates;

/// <summary>A Debian by mmdebstrap or, where that is not there, debootstrap. The image is kept for the next of the same options.</summary>
internal static class DebianTemplate
{
    /// <summary>What makes it a system that boots and can be reached.</summary>
    private const string Packages = "systemd-sysv,dbus,iproute2,iputils-ping,netbase,ifupdown";

    /// <summary>How systemd is asked to shut down (systemd(1), SIGRTMIN+3), and what it wants to see.</summary>
    private const string Config = "lxc.signal.halt = SIGRTMIN+3\nlxc.mount.auto = proc:mixed sys:mixed cgroup:mixed\nlxc.tty.max = 4\nlxc.pty.max = 1024\n";

    public static async Task<MadeRoot> MakeAsync(Invocation call, OrchClient daemon, string? image, IReadOnlyList<string> arguments)
    {
        var given = TemplateOptions.Read(
            TemplateMaker.Debian, arguments, "--suite,-s,--release,-r=", "--mirror,-m=", "--packages,-p=", "--arch,-a=", "--variant=", "--keyring=", "--flush-cache,-F");
        var suite = given.GetValueOrDefault("--suite") ?? "bookworm";
        var packages = given.TryGetValue("--packages", out var more) && more.Length > 0 ? $"{Packages},{more}" : Packages;
        var (mirror, arch, variant, keyring) = (given.GetValueOrDefault("--mirror"), given.GetValueOrDefault("--arch"), given.GetValueOrDefault("--variant"), given.GetValueOrDefault("--keyring"));
        if (suite.StartsWith('-') || !suite.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.'))
            throw new ProblemException(new Problem { Title = $"'{suite}' is no name of a Debian suite, such as bookworm", ExitCode = ExitCodes.Usage });
        var all = string.Join('\n', suite, mirror, packages, arch, variant);
        image ??= TemplateMaker.NameOf(TemplateMaker.Debian, $"{suite}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..12]}");
        if (!given.ContainsKey("--flush-cache") && (await daemon.Images.InspectAsync(image, call.Cancel)).Value is not null)
            return new MadeRoot(image, Config);
        var folder = Directory.CreateTempSubdirectory("orch-debian-");
        try
        {
            var root = Path.Combine(folder.FullName, "root");
            if (Find("mmdebstrap") is { } fast)
            {
                await HostProgram.RunAsync(call, fast,
                [
                    $"--variant={variant ?? "minbase"}", $"--include={packages}", .. arch is null ? (string[])[] : [$"--architectures={arch}"],
                    .. keyring is null ? (string[])[] : [$"--keyring={keyring}"], suite, root, .. mirror is null ? (string[])[] : [mirror],
                ]);
            }
            else if (Find("debootstrap") is { } slow)
            {
                await HostProgram.RunAsync(call, slow,
                [
                    $"--variant={variant ?? "minbase"}", $"--include={packages}", .. arch is null ? (string[])[] : [$"--arch={arch}"],
                    .. keyring is null ? (string[])[] : [$"--keyring={keyring}"], suite, root, .. mirror is null ? (string[])[] : [mirror],
                ]);
            }
            else
            {
                throw new ProblemException(new Problem
                {
                    Title = "Neither mmdebstrap nor debootstrap is on this machine", Next = "Install one of them: apt-get install mmdebstrap",
                });
            }
            return await TemplateMaker.TakeAsync(call, daemon, image, root) with { Config = Config };
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Find(string program) =>
        new[] { "/usr/sbin", "/usr/bin", "/sbin", "/bin" }.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
