using System.Security.Cryptography;
using System.Text;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Lsm.AppArmor;

/// <summary>
/// Compiles profiles with apparmor_parser(8) and keeps the result: a container that is started again, also by a later
/// daemon, costs no compilation.
/// </summary>
internal sealed class AppArmorParser
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly string[] Places = ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin", "/bin"];

    private readonly string _folder;
    private readonly string? _program;
    private readonly string _salt;

    /// <param name="root">The node's folder; results lie in <c>apparmor</c> below it.</param>
    public AppArmorParser(string root)
    {
        _folder = Path.Combine(root, "apparmor");
        _program = Places.Select(place => Path.Combine(place, "apparmor_parser")).FirstOrDefault(File.Exists);
        // The result depends on the compiler and on what the kernel can.
        _salt = $"{_program} {(_program is null ? 0 : File.GetLastWriteTimeUtc(_program).Ticks)} {Kernel()}";
        Abi = File.Exists("/etc/apparmor.d/abi/3.0") ? "abi <abi/3.0>,\n" : "";
    }

    public string Abi { get; }

    public string? Problem => _program is not null
        ? null
        : "AppArmor is active on this host, but apparmor_parser, which compiles a container's profile, is not installed. "
            + "Install the package apparmor, or run without a profile by --security-opt apparmor=unconfined.";

    /// <summary>The compiled profile, or null and what is wrong with the text in the compiler's words.</summary>
    public byte[]? Compile(Guid id, string text, out string? problem)
    {
        problem = Problem;
        if (_program is null)
            return null;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{_salt}\n{text}"));
        var path = Path.Combine(_folder, $"{id:N}.{Convert.ToHexStringLower(hash.AsSpan(0, 12))}");
        if (File.Exists(path))
            return File.ReadAllBytes(path);
        Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Forget(id);
        var made = path + ".new";
        problem = Run(text, made);
        if (problem is not null)
        {
            File.Delete(made);
            return null;
        }
        File.Move(made, path, overwrite: true);
        return File.ReadAllBytes(path);
    }

    public void Forget(Guid id)
    {
        if (!Directory.Exists(_folder))
            return;
        foreach (var file in Directory.EnumerateFiles(_folder, $"{id:N}.*"))
            File.Delete(file);
    }

    private string? Run(string text, string result)
    {
        var source = result + ".txt";
        File.WriteAllText(source, text);
        try
        {
            var (code, said) = ToolProcess.Run(
                _program!, ["--quiet", "--skip-kernel-load", "--skip-cache", "--ofile", result, source], Limit);
            return code == 0 && new FileInfo(result) is { Exists: true, Length: > 0 }
                ? null
                : $"apparmor_parser refuses the container's AppArmor profile: {said.Replace(source, "profile", StringComparison.Ordinal).Trim()}. "
                    + "Correct the rules that were added to it (lxc.apparmor.raw).";
        }
        finally
        {
            File.Delete(source);
        }
    }

    private static string Kernel()
    {
        try
        {
            return File.ReadAllText("/proc/sys/kernel/version").Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
